/// Which tensors an operator has and what their shapes are (`Specs/conventions.md`, CONV-1).
extension Problem {
  /// The tensors that must be there.
  public var requiredInputs: [InputName] {
    var names: [InputName] = [.q, .k, .v]
    if op.axes.decay != .none { names.append(.g) }
    if op.axes.gain == .beta { names.append(.beta) }
    if op.axes.preconditioner == .squashedDiagonal { names += [.gATK, .betaATK, .logATKScale] }
    return names
  }

  /// The tensors that may be there.
  public var optionalInputs: [InputName] { op.axes.preconditioner == .none ? [.h0] : [.h0, .a0] }

  /// The shape that an input must have.
  public func expectedShape(of name: InputName) -> [Int] {
    let s = shape
    return switch name {
    case .q, .k: [s.B, s.T, s.H, s.K]
    case .v: [s.B, s.T, s.HV, s.V]
    case .g: op.axes.decay == .channel ? [s.B, s.T, s.HV, s.K] : [s.B, s.T, s.HV]
    case .beta: [s.B, s.T, s.HV]
    case .gATK, .betaATK: [s.B, s.T, s.H]
    case .logATKScale: [s.H]
    case .h0: stateShape
    case .a0: [s.N, s.H, s.K]
    }
  }

  /// The shape that an output must have.
  public func expectedShape(of name: OutputName) -> [Int] {
    switch name {
    case .o: [shape.B, shape.T, shape.HV, shape.V]
    case .ht: stateShape
    case .at: [shape.N, shape.H, shape.K]
    }
  }

  var stateShape: [Int] {
    let (rows, columns) = settings.stateLayout == .kv ? (shape.K, shape.V) : (shape.V, shape.K)
    return [shape.N, shape.HV, rows, columns]
  }
}

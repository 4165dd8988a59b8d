/// Which tensors an operator has and what their shapes are (`Specs/conventions.md`, CONV-1).
extension Problem {
  /// The tensors that must be there.
  public var requiredInputs: [InputName] {
    var names: [InputName] = [.q, .k, .v]
    if op.axes.decay != .none { names.append(.g) }
    if settings.gate != .log { names.append(.aLog) }
    if op.axes.gain.readsBeta { names.append(.beta) }
    if op.axes.gain == .split { names.append(.betaErase) }
    switch op.axes.preconditioner {
    case .none: break
    case .squashedDiagonal:
      names += [.gATK, .betaATK, settings.options.writeKey == .shermanMorrison ? .lambda : .logATKScale]
    case .diagonalQuery: names += [.gATK, .betaATK, .lambda]
    case .gramQuery, .gramKey: names.append(.lambda)
    case .shiftedQuery: names.append(.shift)
    }
    return names
  }

  /// The tensors that may be there.
  public var optionalInputs: [InputName] {
    (op.axes.preconditioner.curvature == .none ? [.h0] : [.h0, .a0]) + (settings.gate == .log ? [] : [.dtBias])
  }

  /// The shape that an input must have.
  public func expectedShape(of name: InputName) -> [Int] {
    let s = shape
    return switch name {
    case .q, .k: [s.B, s.T, s.H, s.K]
    case .v: [s.B, s.T, s.HV, s.V]
    case .g:
      switch op.axes.decay {
      case .constant: [s.HV]
      case .channel: [s.B, s.T, s.HV, s.K]
      case .none, .scalar: [s.B, s.T, s.HV]
      }
    case .aLog: [s.HV]
    case .dtBias: op.axes.decay == .channel ? [s.HV, s.K] : [s.HV]
    case .beta, .betaErase: [s.B, s.T, s.HV]
    case .gATK, .betaATK: [s.B, s.T, s.H]
    case .logATKScale, .shift: [s.H]
    case .lambda: [s.H, s.K]
    case .h0: stateShape
    case .a0: curvatureShape
    }
  }

  /// The shape that an output must have.
  public func expectedShape(of name: OutputName) -> [Int] {
    switch name {
    case .o: [shape.B, shape.T, shape.HV, shape.V]
    case .ht: stateShape
    case .at: curvatureShape
    }
  }

  var curvatureShape: [Int] {
    let s = shape
    return switch op.axes.preconditioner.curvature {
    case .none, .diagonal: [s.N, s.H, s.K]
    case .gramOfKeyHead: [s.N, s.H, s.K, s.K]
    case .gramOfValueHead: [s.N, s.HV, s.K, s.K]
    }
  }

  var stateShape: [Int] {
    let (rows, columns) = settings.stateLayout == .kv ? (shape.K, shape.V) : (shape.V, shape.K)
    return [shape.N, shape.HV, rows, columns]
  }
}

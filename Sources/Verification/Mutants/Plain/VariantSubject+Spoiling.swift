import DeltaOperators

/// Faults that are edits of a finished answer: what is written out, not what is computed.
extension VariantSubject {
  func spoil(_ outputs: inout Outputs, _ p: Problem) {
    if let amplitude = variant.amplitude, var tensor = outputs.tensors[amplitude.tensor] {
      amplitude.apply(&tensor.values, p)
      outputs.tensors[amplitude.tensor] = tensor
    }
    if let narrowing = variant.narrowing, var tensor = outputs.tensors[narrowing.tensor] {
      tensor.values = tensor.values.map { Float(narrowing.format.rounded(Double($0))) }
      outputs.tensors[narrowing.tensor] = tensor
    }
    spoilOutputs(&outputs, p)
    if !p.cotangents.isEmpty { spoilGradients(&outputs, p) }
  }

  private func spoilOutputs(_ outputs: inout Outputs, _ p: Problem) {
    let s = p.shape
    switch variant.fault {
    case .lastUnwritten: outputs.edit(.output(.o)) { if !$0.isEmpty { $0[$0.count - 1] = .nan } }
    case .diagonalNotReturned:
      outputs.edit(.output(.at)) { $0 = p.inputs[.a0]?.values ?? $0.map { _ in 0 } }
    case .remainderNaN where s.T % 64 == 37: outputs.edit(.output(.o)) { $0[0] = .nan }
    case .stateOfEveryToken where s.T > 1:
      outputs[.ht] = Tensor([s.N * s.T] + p.expectedShape(of: .ht).dropFirst(), repeating: 0)
    case .stateSizedByKeyHeads where s.HV > s.H:
      outputs[.ht] = Tensor([s.N, s.H] + p.expectedShape(of: .ht).dropFirst(2), repeating: 0)
    case .stateAbsent: outputs[.ht] = nil
    case .inputOverwritten: outputs.modifiedInputs = [.input(.v)]
    case .outputsOfFirstRow where s.B > 1:
      outputs.edit(.output(.o)) { o in for i in o.indices { o[i] = o[i % (o.count / s.B)] } }
    case .headsOf128 where s.K == 128: outputs.edit(.output(.o)) { $0 = $0.map { 1.25 * $0 } }
    case .outputShifted: outputs.edit(.output(.o)) { $0 = Array($0.suffix(s.HV * s.V) + $0.dropLast(s.HV * s.V)) }
    default: break
    }
  }

  private func spoilGradients(_ outputs: inout Outputs, _ p: Problem) {
    let s = p.shape
    func each(_ body: (inout [Float]) -> Void) {
      for name in p.gradientNames { outputs.edit(.gradient(name.input), body) }
    }
    switch variant.fault {
    case .initialGradientAbsent: outputs[.dh0] = nil
    case .gradientsClipped: each { $0 = $0.map { min(max($0, -0.25), 0.25) } }
    case .gradientsOfFirstRow where s.B > 1:
      outputs.edit(.gradient(.k)) { d in for i in d.indices { d[i] = d[i % (d.count / s.B)] } }
    case .gateGradientAtInfinity:
      for name in [InputName.g, .gATK] where p.inputs[name] != nil {
        let gates = p[name].values
        outputs.edit(.gradient(name)) { d in for i in d.indices where gates[i] == -.infinity { d[i] = .nan } }
      }
    case .gateGradientOfNextToken:
      let width = p.hasTokens(InputName.g) ? s.HV * (p.op.axes.decay == .channel ? s.K : 1) : 0
      outputs.edit(.gradient(.g)) { d in
        if width > 0, d.count > width { d = Array(d.dropFirst(width) + d.suffix(width)) }
      }
    case .sharedOfLastSequenceOnly: break
    case .keyGradientOfFullChunks where s.T % 16 == 0: outputs.edit(.gradient(.k)) { $0 = $0.map { 1.25 * $0 } }
    case .initialGradientOfZeroState where p.inputs[.h0]?.values.allSatisfy { $0 == 0 } ?? false:
      outputs.edit(.gradient(.h0)) { $0 = $0.map { _ in 0 } }
    case .initialGradientWithoutDiagonal: outputs[.da0] = nil
    case .valueGradientTransposedHeads where s.HV > 1:
      outputs.edit(.gradient(.v)) { d in
        let row = s.HV * s.V
        d = d.indices.map { i in d[i / row * row + (i % row + s.V) % row] }
      }
    default: break
    }
  }
}

extension Outputs {
  /// Changes the elements of a tensor, where it is there.
  fileprivate mutating func edit(_ name: TensorName, _ change: (inout [Float]) -> Void) {
    guard var tensor = tensors[name], tensor.count > 0 else { return }
    change(&tensor.values)
    tensors[name] = tensor
  }
}

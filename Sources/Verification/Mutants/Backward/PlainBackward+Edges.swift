import DeltaOperators

/// Where gradients enter and leave a sequence, and what faults do on the way.
extension PlainBackward {
  func cotangentRow(_ at: PlainPlace) -> [F] {
    guard let all = run.inputs.cotangents[.o] else { return .init(repeating: 0, count: s.V) }
    let base = (at.row * s.HV + at.head) * s.V
    return Array(all[base..<base + s.V])
  }

  /// S̄_T of a head.
  func finalGradient(_ sequence: Shape.Sequence, _ head: Int) -> [F] {
    let size = s.K * s.V
    guard let all = run.inputs.cotangents[.ht], fault != .stateGradientIgnored,
      !(fault == .stateGradientNeedsOutputs && run.inputs.cotangents[.o] == nil)
    else { return .init(repeating: 0, count: size) }
    let base = (sequence.index * s.HV + head) * size
    let block = Array(all[base..<base + size])
    return p.settings.stateLayout == .kv || fault == .layoutIgnoredOfGradient && s.K == s.V
      ? block : block.transposingBlocks(s.V, s.K)
  }

  mutating func writeInitial(_ G: [F], _ sequence: Shape.Sequence, _ head: Int) {
    guard run.inputs.has(.h0) else { return }
    if fault == .initialGradientNeedsState, run.inputs.cotangents[.ht] == nil { return }
    let base = ((fault == .initialGradientOfSequenceZero ? 0 : sequence.index) * s.HV + head) * s.K * s.V
    let isTransposed = (p.settings.stateLayout == .vk) != (fault == .initialGradientTransposed && s.K == s.V)
    let block = isTransposed ? G.transposingBlocks(s.K, s.V) : G
    gradients[.h0]?.replaceSubrange(base..<base + block.count, with: block)
  }

  /// What a chunk of 16 may do to G at its first token.
  func cut(_ i: Int, _ G: inout [F]) {
    if fault == .chunkCutsGradient, i > 0, i % 16 == 0 { G = G.map { _ in 0 } }
  }

  func narrow(_ G: inout [F]) {
    if fault == .stateGradientInBF16 { G = G.map { arithmetic.rounded($0, .bf16) } }
    if fault == .stateGradientInFP16 { G = G.map { arithmetic.rounded($0, .fp16) } }
    if run.style.state != nil { G = G.indices.map { arithmetic.state(G[$0], $0) } }
  }

  /// The gradient of a token's log decays, as faults leave it.
  func spoiled(_ dg: [F], _ trace: PlainTrace<F>, _ i: Int) -> [F] {
    let (at, gates) = (trace.places[i], trace.tokens[i].logDecay)
    return dg.indices.map { c in
      switch fault {
      case .gateGradientByDividing: return dg[c] / arithmetic.exponential(gates[c]) * arithmetic.exponential(gates[c])
      case .gateGradientZeroMasked where gates[c] == 0: return 0
      case .gateGradientOfFirstToken where i == 0: return dg[c] + 0x1p-24
      case .gateGradientInBF16: return arithmetic.rounded(dg[c], .bf16)
      case .gateGradientOfPackedTail where s.cuSeqlens != nil && i / 16 == (trace.tokens.count - 1) / 16: return 0
      case .gateGradientOfLocalRow where at.sequence.index > 0: return 0
      case .gateGradientOfFullChunks where i >= trace.tokens.count / 16 * 16 && trace.tokens.count > 16: return 0
      case .gateGradientWithoutState where i % 16 == 0: return 0
      case .tailGradientInfinity where i == trace.tokens.count - 1 && trace.tokens.count % 64 != 0:
        return dg[c] + F(Float(F.exponential(-gates[c] * F(64 - trace.tokens.count % 64)))) * 0
      default: return dg[c]
      }
    }
  }
}

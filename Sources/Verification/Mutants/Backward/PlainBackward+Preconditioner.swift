import DeltaOperators

/// GRAD-3, GRAD-10 and GRAD-12: back through write keys and read queries to keys, queries and the preconditioner's state.
extension PlainBackward {
  mutating func reversePreconditioner(_ trace: PlainTrace<F>, _ flow: KeyFlow<F>) {
    switch p.op.axes.preconditioner {
    case .none, .shiftedQuery, .gramQuery:
      for (i, at) in trace.places.enumerated() {
        add(flow.writeKeys[i], to: .k, at: keyRow(at))
        if p.op.axes.preconditioner == .gramQuery { continue }
        add(flow.queries[i], to: .q, at: keyRow(at))
        if p.op.axes.preconditioner == .shiftedQuery { reverseShift(flow.queries[i], trace.tokens[i], at) }
      }
    case .squashedDiagonal, .diagonalQuery: reverseDiagonal(trace, flow)
    case .gramKey:
      for (i, at) in trace.places.enumerated() { add(flow.queries[i], to: .q, at: keyRow(at)) }
      reverseGram(trace, flow.writeKeys, isQuery: false)
    }
  }

  /// q̃ = q − d k:  dk −= d dq̃,  dd −= ⟨k, dq̃⟩.
  private mutating func reverseShift(_ dq: [F], _ x: PlainToken<F>, _ at: PlainPlace) {
    let share = run.inputs[.shift][at.keyHead]
    if fault != .shiftPathOfKeyMissing { add(dq, to: .k, at: keyRow(at), times: -share) }
    add([-arithmetic.sum(s.K) { (x.key[$0], dq[$0]) }], to: .shift, at: at.keyHead)
  }

  /// Ā_T of a head, and where its gradient goes.
  private func slot(_ at: PlainPlace) -> Int { run.slot(at.sequence, at.head, at.keyHead) }

  private func finalDiagonal(_ slot: Int, _ size: Int) -> [F] {
    guard let all = run.inputs.cotangents[.at], fault != .diagonalGradientIgnored,
      !(fault == .diagonalGradientNeedsOutputs && run.inputs.cotangents[.o] == nil)
    else { return .init(repeating: 0, count: size) }
    return Array(all[slot * size..<(slot + 1) * size])
  }

  private mutating func reverseDiagonal(_ trace: PlainTrace<F>, _ flow: KeyFlow<F>) {
    var dA = finalDiagonal(slot(trace.owner), s.K)
    for i in trace.tokens.indices.reversed() {
      let (x, at, A, before) = (
        trace.tokens[i], trace.places[i], trace.preconditioners[i + 1], trace.preconditioners[i]
      )
      if p.op.axes.preconditioner == .squashedDiagonal {
        reverseSquash(flow.writeKeys[i], x, at, A, &dA)
        add(flow.queries[i], to: .q, at: keyRow(at))
      } else {
        reverseQuotient(flow.queries[i], x, at, A, &dA)
        add(flow.writeKeys[i], to: .k, at: keyRow(at))
      }
      // A = α^P A_{t−1} + β^P k∘k.
      let gate = at.row * s.H + at.keyHead
      let (alpha, beta) = (arithmetic.exponential(run.inputs[.gATK][gate]), run.inputs[.betaATK][gate])
      let key = fault == .diagonalGainGradientUnsquared ? x.key : x.key.map { $0 * $0 }
      add([arithmetic.sum(s.K) { (key[$0], dA[$0]) }], to: .betaATK, at: gate)
      if fault != .diagonalPathOfKeyMissing {
        add((0..<s.K).map { 2 * beta * x.key[$0] * dA[$0] }, to: .k, at: keyRow(at))
      }
      var dgate = arithmetic.sum(s.K) { (alpha * before[$0], dA[$0]) }
      if fault == .diagonalGateGradientOfCurrent { dgate = arithmetic.sum(s.K) { (A[$0], dA[$0]) } }
      if fault == .diagonalGateGradientResidue, i == 0 { dgate += 0x1p-24 }
      if fault != .diagonalGateGradientMissing { add([dgate], to: .gATK, at: gate) }
      if fault != .diagonalGradientNotDecayed { dA = dA.map { alpha * $0 } }
      if fault == .diagonalGradientCut, i > 0, i % 16 == 0 { dA = dA.map { _ in 0 } }
    }
    if fault != .initialDiagonalGradientMissing { add(dA, to: .a0, at: slot(trace.owner) * s.K) }
  }

  /// k̃ = B∘k:  dk += B∘dk̃,  dB = k∘dk̃,  ∂B/∂c = log x · B/(1+|r|)²,  ∂B/∂A = −∂B/∂c/(A + ε).
  private mutating func reverseSquash(_ dwriteKey: [F], _ x: PlainToken<F>, _ at: PlainPlace, _ A: [F], _ dA: inout [F])
  {
    let (B, bound) = (run.weights(A, at), F.logarithm(F(p.settings.x)))
    add((0..<s.K).map { B[$0] * dwriteKey[$0] }, to: .k, at: keyRow(at))
    if fault == .squashConstant { return }
    let centre = run.inputs[.logATKScale][run.centreHead(at)]
    var dcentre: F = 0
    for c in 0..<s.K {
      let shifted = A[c] + F(p.settings.eps)
      let r = F.logarithm(shifted) - centre
      let steepness = fault == .squashSlopeOnce ? 1 + abs(r) : (1 + abs(r)) * (1 + abs(r))
      let slope = bound * B[c] / steepness * x.key[c] * dwriteKey[c]
      dcentre += slope
      dA[c] -= slope / (fault == .squashSlopeWithoutEpsilon ? A[c] : shifted)
    }
    if fault == .centreGradientOfLastToken, at.t != at.sequence.tokens.last { return }
    add([dcentre], to: .logATKScale, at: at.keyHead)
  }

  /// q̃ = q ⊘ (A + Λ):  dq += dq̃ ⊘ (A + Λ),  dA −= q̃∘dq̃ ⊘ (A + Λ), and the same for dΛ.
  private mutating func reverseQuotient(_ dq: [F], _ x: PlainToken<F>, _ at: PlainPlace, _ A: [F], _ dA: inout [F]) {
    let ridge = run.ridge(at)
    let divided = (0..<s.K).map { dq[$0] / (A[$0] + ridge[$0]) }
    let pairs = (0..<s.K).map { x.q[$0] * divided[$0] }
    add(divided, to: .q, at: keyRow(at))
    if fault != .quotientConstant { for c in 0..<s.K { dA[c] -= pairs[c] } }
    if fault == .ridgeGradientOfLastToken, at.t != at.sequence.tokens.last { return }
    add(pairs, to: .lambda, at: at.keyHead * s.K, times: -1)
  }

  /// x = (A + diag Λ)⁻¹ b:  db += y,  dΛ −= y∘x,  dA −= ½(y xᵀ + x yᵀ),  y = (A + diag Λ)⁻¹ dx.
  mutating func reverseGram(_ trace: PlainTrace<F>, _ dx: [[F]], isQuery: Bool) {
    let K = s.K
    var dA = symmetric(finalDiagonal(slot(trace.owner), K * K))
    for i in trace.tokens.indices.reversed() {
      let (token, at, A, before) = (
        trace.tokens[i], trace.places[i], trace.preconditioners[i + 1], trace.preconditioners[i]
      )
      let (ridge, row) = (run.ridge(at), at.row * s.HV + at.head)
      let (y, x) = (run.solved(A, ridge, dx[i]), isQuery ? token.q : token.writeKey)
      add(y, to: isQuery ? .q : .k, at: keyRow(at))
      if fault != .ridgeGradientOfLastToken || at.t == at.sequence.tokens.last {
        add((0..<K).map { y[$0] * x[$0] }, to: .lambda, at: at.keyHead * K, times: -1)
      }
      for a in 0..<K where fault != .gramConstant {
        for b in 0..<K {
          dA[a * K + b] -= fault == .gramGradientOneSided ? y[a] * x[b] : (y[a] * x[b] + x[a] * y[b]) / 2
        }
      }
      // A = α A_{t−1} + gain k kᵀ.
      let alpha = isQuery ? arithmetic.exponential(token.logDecay[0]) : 1
      let dAk = (0..<K).map { a in arithmetic.dot(K) { (dA[a * K + $0], token.key[$0]) } }
      if fault != .gramPathOfKeyMissing {
        add(dAk.map { 2 * (isQuery ? token.beta : 1) * $0 }, to: .k, at: keyRow(at))
      }
      if isQuery {
        if fault != .gramPathOfGainMissing { add([arithmetic.sum(K) { (token.key[$0], dAk[$0]) }], to: .beta, at: row) }
        if fault != .gramPathOfGateMissing {
          let share = arithmetic.sum(K * K) { (dA[$0], alpha * before[$0]) }
          logDecays[row] += share
          if run.style.sumsGateGradients { pairedLogDecays[row] += share }
        }
        dA = dA.map { alpha * $0 }
      }
    }
    if fault != .initialDiagonalGradientMissing {
      add(fault == .initialGramGradientTriangular ? lower(dA) : dA, to: .a0, at: slot(trace.owner) * K * K)
    }
  }

  private func symmetric(_ a: [F]) -> [F] {
    let K = s.K
    return a.indices.map { (a[$0] + a[$0 % K * K + $0 / K]) / 2 }
  }

  private func lower(_ a: [F]) -> [F] { a.indices.map { $0 % s.K > $0 / s.K ? 0 : a[$0] } }
}

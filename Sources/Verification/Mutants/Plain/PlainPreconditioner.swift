import DeltaOperators
import DeltaScalars

/// What a token adds to the preconditioner's state, and what becomes of the write key and the query (OP-P, OP-K).
extension PlainRun {
  func applyPreconditioner(_ x: inout PlainToken<F>, _ at: PlainPlace, _ A: inout [F]) {
    let before = A
    advance(&A, x, at)
    let seen = fault == .diagonalBehind ? before : A
    switch p.op.axes.preconditioner {
    case .none: break
    case .squashedDiagonal where p.settings.options.writeKey == .shermanMorrison:
      x.writeKey = shermanMorrison(x.key, before: before, after: A, at)
    case .squashedDiagonal:
      let B = weights(seen, at)
      for i in 0..<s.K { x.writeKey[i] *= B[i] }
      if fault == .squashOnQuery { for i in 0..<s.K { x.q[i] *= B[i] } }
      applyFactor(&x)
    case .diagonalQuery:
      let ridge = ridge(at)
      for i in 0..<s.K { x.q[i] /= seen[i] + ridge[i] }
    case .gramQuery: x.q = solvedQuery(seen, ridge(at), x.q)
    case .gramKey: x.writeKey = solved(seen, ridge(at), x.key)
    case .shiftedQuery: applyShift(&x, at)
    }
  }

  /// B = exp(−log x · s), s = r/(1 + |r|), r = log(A + ε) − c.
  func weights(_ A: [F], _ at: PlainPlace) -> [F] {
    var centre = inputs[.logATKScale][centreHead(at)]
    if fault == .centreExponentiated { centre = F.exponential(centre) }
    if fault == .centreNegated { centre = -centre }
    if fault == .centreClamped { centre = min(max(centre, -5), 5) }
    let x = fault == .boundInBF16 ? Format.bf16.rounded(p.settings.x) : p.settings.x
    let bound = F.logarithm(F(fault == .boundIgnored ? 1.5 : x))
    return A.map { A in
      let shifted = fault == .epsilonForgotten ? A : A + F(fault == .epsilonIgnored ? 1e-6 : p.settings.eps)
      let r = F.logarithm(shifted) - centre
      let squashed = fault == .squashClipped ? min(max(r / 2, -1), 1) : r / (1 + abs(r))
      return F.exponential((fault == .squashInverted ? bound : -bound) * squashed)
    }
  }

  func centreHead(_ at: PlainPlace) -> Int {
    switch fault {
    case .centreOfHeadZero: 0
    case .centreByValueHead: at.head % s.H
    default: at.keyHead
    }
  }

  /// The factor of B (OP-N); β/(α + β kᵀk̃) takes the place of the gain.
  private func applyFactor(_ x: inout PlainToken<F>) {
    let factor = p.settings.options.factor
    guard factor == .reciprocal || factor == .damped, fault != .factorForgotten else { return }
    let overlap = arithmetic.sum(s.K) { (x.key[$0], x.writeKey[$0]) }
    let isReciprocal = (factor == .reciprocal) != (fault == .factorsExchanged)
    if isReciprocal, x.key.allSatisfy({ $0 == 0 }), fault != .reciprocalUnguarded { return }
    for i in 0..<s.K { x.writeKey[i] /= isReciprocal ? overlap : 1 + overlap }
  }

  /// p∘k/(1 + kᵀ(p∘k)), p = 1 ⊘ (A_{t−1} + Λ).
  private func shermanMorrison(_ k: [F], before: [F], after: [F], _ at: PlainPlace) -> [F] {
    let (A, ridge) = (fault == .shermanOfCurrentState ? after : before, ridge(at))
    let weighted = (0..<s.K).map { k[$0] / (A[$0] + ridge[$0]) }
    if fault == .shermanUndamped { return weighted }
    let overlap = arithmetic.sum(s.K) { (k[$0], weighted[$0]) }
    return weighted.map { $0 / (1 + overlap) }
  }

  private func applyShift(_ x: inout PlainToken<F>, _ at: PlainPlace) {
    var share = inputs[.shift][fault == .shiftOfHeadZero ? 0 : fault == .shiftByValueHead ? at.head % s.H : at.keyHead]
    if fault == .shiftBeforeScale { share *= F(p.scale) }
    // Where the scale comes last, the share must not be scaled with the query, unless it is taken before the scale.
    if scalesOutput, p.settings.options.queryShift != .raw { share /= F(p.scale) }
    if fault == .shiftNegated { share = -share }
    if fault == .shiftBeforeNorm { return shiftRaw(&x, share, x.key, at) }
    if p.settings.options.queryShift == .raw && fault != .rawShiftIgnored { return shiftRaw(&x, share, rawKey(at), at) }
    let base = (at.row * s.H + at.keyHead) * s.K
    for i in 0..<s.K { x.q[i] -= share * (fault == .shiftOfRawKey ? inputs[.k][base + i] : x.key[i]) }
  }

  /// The raw query gives up its share, before norm and scale.
  private func shiftRaw(_ x: inout PlainToken<F>, _ share: F, _ key: [F], _ at: PlainPlace) {
    let base = (at.row * s.H + at.keyHead) * s.K
    let raw = (0..<s.K).map { inputs[.q][base + $0] - share * key[$0] }
    let square = raw.reduce(0) { $0 + $1 * $1 }
    let length: F =
      switch p.settings.l2norm {
      case .none: 1
      case .rsqrtEps: (square + 1e-6).squareRoot()
      case .maxEps: max(square.squareRoot(), 1e-12)
      }
    x.q = raw.map { scale * $0 / length }
  }

  /// A ← α^P A + β^P k∘k, or the Gram matrix of keys with its decay and gain.
  private func advance(_ A: inout [F], _ x: PlainToken<F>, _ at: PlainPlace) {
    let k = fault == .diagonalOfRawKeys ? rawKey(at) : x.key
    switch p.op.axes.preconditioner.state {
    case .none: return
    case .diagonal:
      let source = at.row * s.H + (fault == .diagonalByValueHead ? at.head % s.H : at.keyHead)
      let given = inputs[.betaATK][source]
      let gain = fault == .diagonalWithoutGain ? 1 : fault == .diagonalGainClamped ? min(given, 1) : given
      let isStopped = fault == .diagonalNotDecayed || fault == .diagonalStopsWithGain && gain == 0
      let decay = isStopped ? 1 : arithmetic.exponential(inputs[.gATK][source])
      for i in 0..<s.K { A[i] = decay * A[i] + gain * k[i] * k[i] }
      if fault == .diagonalDecaysNewest { for i in 0..<s.K { A[i] += (decay - 1) * gain * k[i] * k[i] } }
    case .gramOfKeyHead: absorb(&A, k, decay: 1, gain: 1)
    case .gramOfValueHead:
      let first = at.row * s.HV + at.head / (s.HV / s.H) * (s.HV / s.H)
      let isShared = fault == .gramByKeyHead
      let logDecay = isShared ? inputs.logDecays[first] : x.logDecay[0]
      let decay = fault == .gramNotDecayed ? 1 : arithmetic.exponential(logDecay)
      let gain = isShared ? inputs[.beta][first] : x.beta
      absorb(&A, k, decay: decay, gain: fault == .gramWithoutGain ? 1 : gain)
    }
    if fault == .diagonalInFP16 { A = A.map { arithmetic.rounded($0, .fp16) } }
    if fault == .diagonalInBF16 { A = A.map { arithmetic.rounded($0, .bf16) } }
    A = A.indices.map { arithmetic.state(A[$0], at.t * A.count + $0) }
  }

  private func rawKey(_ at: PlainPlace) -> [F] {
    let base = (at.row * s.H + at.keyHead) * s.K
    return Array(inputs[.k][base..<base + s.K])
  }

  private func absorb(_ gram: inout [F], _ k: [F], decay: F, gain: F) {
    let K = s.K
    for i in 0..<K { for j in 0..<K { gram[i * K + j] = decay * gram[i * K + j] + gain * (k[i] * k[j]) } }
  }

  func ridge(_ at: PlainPlace) -> [F] {
    let head = fault == .ridgeOfHeadZero ? 0 : fault == .ridgeByValueHead ? at.head % s.H : at.keyHead
    var ridge = Array(inputs[.lambda][head * s.K..<(head + 1) * s.K])
    if fault == .ridgeOfChannelZero { ridge = ridge.map { _ in ridge[0] } }
    guard fault == .ridgeDecayed, p.op.axes.preconditioner.state == .gramOfValueHead else { return ridge }
    let gates = (at.sequence.tokens.lowerBound...at.t).map { t in
      inputs.logDecays[(at.row - at.t + t) * s.HV + at.head]
    }
    return ridge.map { F.exponential(gates.reduce(0, +)) * $0 }
  }
}

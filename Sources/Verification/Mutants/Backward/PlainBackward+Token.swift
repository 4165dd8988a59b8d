import DeltaOperators

/// GRAD-2: every line reverses one line of the recurrence; G is the gradient with respect to the state.
extension PlainBackward {
  mutating func reverse(_ trace: PlainTrace<F>, _ flow: inout KeyFlow<F>) {
    let owner = trace.owner
    var G = finalGradient(owner.sequence, owner.head)
    // ⟨G, S⟩ of each channel, where gates take their gradients from suffix sums.
    var carried = (0..<s.K).map { c in dotOfRows(G, trace.states.last!, c) }
    let last = carried
    var suffixes: [[F]] = []
    for i in trace.tokens.indices.reversed() {
      let step = reverseToken(i, trace, &G, &flow)
      suffixes.append(writeGates(step, carried: &carried, trace, i))
      cut(i, &G)
    }
    if run.style.sumsLessPrefixes { rewriteGates(suffixes.reversed(), from: last, trace) }
    writeInitial(G, owner.sequence, owner.head)
  }

  /// What one token leaves of ⟨G′, S′⟩, and of the products that telescope to it.
  private struct Step {
    var pairs, read, written, erased: [F]
  }

  private mutating func reverseToken(_ i: Int, _ trace: PlainTrace<F>, _ G: inout [F], _ flow: inout KeyFlow<F>) -> Step
  {
    let (x, at, K, V) = (trace.tokens[i], trace.places[i], s.K, s.V)
    let (before, after) = (trace.states[i], trace.states[i + 1])
    let alpha = x.logDecay.map(arithmetic.exponential)
    let decayed = before.indices.map { alpha[$0 / V] * before[$0] }
    let read = p.op.axes.solve == .onlineBeforeDecay ? before : decayed
    let prediction = (0..<V).map { j in arithmetic.dot(K) { (x.k[$0], read[$0 * V + j]) } }
    let erases = p.op.axes.solve.erases
    let u = erases ? run.correction(x, prediction) : x.v.map { x.gain * $0 }
    let do_ = cotangentRow(at)

    // o = Sᵀq̃:  dq̃ += S ō,  G += q̃ ōᵀ.
    let seen = fault == .queryReadsEarlierState ? before : after
    let dq = product(seen, do_)
    for c in 0..<K { flow.queries[i][c] += dq[c] }
    addOuter(x.q, do_, to: &G)

    // S = S′ + k̃ uᵀ:  dk̃ += G u,  du = Gᵀk̃.
    let dwriteKey = product(G, fault == .writeKeyPathOfValue ? x.v : u)
    let du = (0..<V).map { j in
      arithmetic.dot(K) { (G[$0 * V + j], fault == .duOfPlainKey ? x.key[$0] : x.writeKey[$0]) }
    }
    for c in 0..<K { flow.writeKeys[i][c] += fault == .writeKeyPathMissing ? 0 : dwriteKey[c] }

    // u = gain (v − s), and s = S′ᵀk:  dk += S′ ds,  G += k dsᵀ.
    let ds = reverseWrite(x, at, prediction, du, i, &flow)
    var dErase = [F](repeating: 0, count: K)
    func reverseErase() {
      dErase = product(fault == .eraseReadsUndecayed ? before : read, ds)
      if fault != .erasePathOfStateMissing { addOuter(x.k, ds, to: &G) }
    }
    if p.op.axes.solve == .online { reverseErase() }
    // S′ = D S:  dg = ⟨G, S′⟩,  G ← D G.
    let pairs = (0..<K).map { dotOfRows(G, decayed, $0) }
    for c in 0..<K { for j in 0..<V { G[c * V + j] *= fault == .gradientNotDecayed ? 1 : alpha[c] } }
    if p.op.axes.solve == .onlineBeforeDecay { reverseErase() }
    if erases && fault != .erasePathOfKeyMissing { addErased(dErase, x, at) }
    narrow(&G)
    return Step(
      pairs: pairs, read: zip(x.q, dq).map { $0 * $1 }, written: zip(x.writeKey, dwriteKey).map { $0 * $1 },
      erased: zip(x.k, dErase).map { $0 * $1 })
  }

  private mutating func addErased(_ dErase: [F], _ x: PlainToken<F>, _ at: PlainPlace) {
    guard p.op.axes.gain == .channel, let b = run.gains(.b, at) else { return add(dErase, to: .k, at: keyRow(at)) }
    add(
      (0..<s.K).map { fault == .eraseGainGradientWithoutKey ? dErase[$0] : x.key[$0] * dErase[$0] }, to: .b,
      at: (at.row * s.HV + at.head) * s.K)
    add((0..<s.K).map { fault == .keyWithoutEraseGain ? dErase[$0] : b[$0] * dErase[$0] }, to: .k, at: keyRow(at))
  }

  /// Log-decay gradients: the pairs, or what is left of suffix sums, and pairs for that of the rate (GRAD-14).
  ///
  /// Returns the suffix sums of the token.
  private mutating func writeGates(_ step: Step, carried: inout [F], _ trace: PlainTrace<F>, _ i: Int) -> [F] {
    guard p.op.axes.decay != .none else { return [] }
    let (at, isLate) = (trace.places[i], p.op.axes.solve == .onlineBeforeDecay)
    for c in 0..<s.K {
      carried[c] += step.read[c] - step.written[c] + (isLate ? 0 : step.erased[c])
    }
    let sums = carried
    let dg = run.style.sumsGateGradients ? sums : step.pairs
    if isLate { for c in 0..<s.K { carried[c] += step.erased[c] } }
    add(spoiled(dg, trace, i), to: &logDecays, at)
    if run.style.sumsGateGradients { add(step.pairs, to: &pairedLogDecays, at) }
    return sums
  }

  /// Puts in the place of each suffix sum that of its chunk of 64 less the sum of what precedes it there.
  private mutating func rewriteGates(_ suffixes: [[F]], from last: [F], _ trace: PlainTrace<F>) {
    guard p.op.axes.decay != .none else { return }
    for start in stride(from: 0, to: suffixes.count, by: 64) {
      let (chunk, whole) = (start..<min(start + 64, suffixes.count), suffixes[start])
      var preceding = [F](repeating: 0, count: s.K)
      for i in chunk {
        let sums = (0..<s.K).map { whole[$0] - preceding[$0] }
        let next = i + 1 < suffixes.count ? suffixes[i + 1] : last
        for c in 0..<s.K { preceding[c] += suffixes[i][c] - next[c] }
        add((0..<s.K).map { sums[$0] - suffixes[i][$0] }, to: &logDecays, trace.places[i])
      }
    }
  }

  private func add(_ dg: [F], to decays: inout [F], _ at: PlainPlace) {
    let row = at.row * s.HV + at.head
    guard p.op.axes.decay == .channel else { return decays[row] += dg.reduce(0, +) }
    for c in 0..<s.K { decays[row * s.K + c] += dg[c] }
  }

  func product(_ matrix: [F], _ vector: [F]) -> [F] {
    (0..<s.K).map { c in arithmetic.dot(s.V) { (matrix[c * s.V + $0], vector[$0]) } }
  }

  private func dotOfRows(_ a: [F], _ b: [F], _ c: Int) -> F {
    (0..<s.V).reduce(0) { $0 + a[c * s.V + $1] * b[c * s.V + $1] }
  }

  private func addOuter(_ column: [F], _ row: [F], to G: inout [F]) {
    for c in 0..<s.K {
      for j in 0..<s.V { G[c * s.V + j] = arithmetic.dot(1, from: G[c * s.V + j]) { _ in (column[c], row[j]) } }
    }
  }
}

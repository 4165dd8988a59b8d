import DeltaOperators
import DeltaScalars

/// Chunks: corrections, outputs, state (CH-2).
extension PlainRun {
  mutating func runChunks(_ sequence: Shape.Sequence, _ head: Int, _ state: inout [F], _ A: inout [F]) {
    let length = style.form == .token ? max(sequence.tokens.count, 1) : style.chunk
    var previous = state
    for start in stride(from: sequence.tokens.lowerBound, to: sequence.tokens.upperBound, by: length) {
      let range = start..<min(start + length, sequence.tokens.upperBound)
      if fault == .diagonalNotCarried { A = A.map { _ in 0 } }
      restart(at: start - sequence.tokens.lowerBound, sequence, head, &state)
      let tokens = range.map { token(place(sequence, $0, head), &A) }
      let first = outputRow(sequence, range.lowerBound, head)
      if style.form == .token {
        advanceTokens(tokens, first, &state)
      } else {
        // A chunk that reads the state before its neighbour has written it.
        var read = fault == .stateReadEarly ? previous : state
        previous = state
        advance(tokens, first, &state, reading: &read, isPartial: range.count < length)
      }
      state = state.indices.map { arithmetic.state(state[$0], range.upperBound * state.count + $0) }
      narrow(&state)
    }
  }

  /// Windows beyond some length start from nothing, or from the initial state.
  private func restart(at token: Int, _ sequence: Shape.Sequence, _ head: Int, _ state: inout [F]) {
    guard token > 0 else { return }
    switch fault {
    case .packRestartsAt64 where token % 64 == 0 && s.cuSeqlens != nil, .windowRestartsAt64 where token % 64 == 0,
      .windowRestartsAt1024 where token % 1024 == 0:
      state = state.map { _ in 0 }
    case .initialStateTwice where token == style.chunk:
      let again = initialState(sequence, head)
      for i in state.indices { state[i] += again[i] }
    default: break
    }
  }

  private func narrow(_ state: inout [F]) {
    switch fault {
    case .stateInBF16: state = state.map { arithmetic.rounded($0, .bf16) }
    case .stateInFP16: state = state.map { arithmetic.rounded($0, .fp16) }
    case .stateInTF32: state = state.map { arithmetic.rounded($0, .tf32) }
    default: break
    }
  }

  /// The row of `o` that a token of a head writes to.
  func outputRow(_ sequence: Shape.Sequence, _ t: Int, _ head: Int) -> Int {
    (sequence.row * s.T + t) * s.HV + head
  }

  /// One chunk: D by substitution or through an inverse, then outputs, then the state (K×V).
  mutating func advance(
    _ x: [PlainToken<F>], _ firstRow: Int, _ state: inout [F], reading read: inout [F], isPartial: Bool
  ) {
    let decays = PlainDecays(x.map(\.logDecay), p.op.axes, arithmetic, fault, isPartial: isPartial)
    let d = corrections(x, decays, read)
    for i in x.indices { writeOutput(i, x, d, decays, read, row: firstRow + i * s.HV) }
    updateState(x, d, decays, &state, isPartial: isPartial)
  }

  /// D: what each token writes.
  private func corrections(_ x: [PlainToken<F>], _ decays: PlainDecays<F>, _ state: [F]) -> [[F]] {
    guard p.op.axes.solve.erases else { return x.map { x in x.v.map { x.gain * $0 } } }
    switch style.form {
    case .inverse, .blockInverse, .doubling: return invertedCorrections(x, decays, state)
    default: break
    }
    var d = [[F]]()
    for i in x.indices {
      var prediction = predictionFromState(x[i], i, decays, state)
      for m in 0..<i where !(fault == .truncatedSeries && i - m > 3) {
        let overlap = overlap(x, i, m, decays)
        for j in 0..<s.V { prediction[j] = arithmetic.dot(1, from: prediction[j]) { _ in (overlap, d[m][j]) } }
      }
      d.append(correction(x[i], prediction))
    }
    return d
  }

  /// k_iᵀ Γ_im k̃_m.
  func overlap(_ x: [PlainToken<F>], _ i: Int, _ m: Int, _ decays: PlainDecays<F>) -> F {
    arithmetic.dot(s.K) { (x[i].k[$0] * decays.erasing(i, m, $0), x[m].writeKey[$0]) }
  }

  /// (γ∘k)ᵀ S of the chunk's start.
  func predictionFromState(_ x: PlainToken<F>, _ i: Int, _ decays: PlainDecays<F>, _ state: [F]) -> [F] {
    let read = (0..<s.K).map { x.k[$0] * decays.predicting(i, $0) }
    return (0..<s.V).map { j in arithmetic.dot(s.K) { (read[$0], state[$0 * s.V + j]) } }
  }

  /// u from the value and what the erase predicts.
  func correction(_ x: PlainToken<F>, _ prediction: [F]) -> [F] {
    (0..<s.V).map { j in
      if let gains = x.predictionGains { return x.v[j] - gains[j] * prediction[j] }
      guard let eraseGain = x.eraseGain else { return x.gain * (x.v[j] - prediction[j]) }
      return x.gain * x.v[j] - eraseGain * prediction[j]
    }
  }

  private mutating func writeOutput(
    _ i: Int, _ x: [PlainToken<F>], _ d: [[F]], _ decays: PlainDecays<F>, _ state: [F], row: Int
  ) {
    let query = fault == .scaleOnScoresOnly ? x[i].q.map { $0 / F(p.scale) } : x[i].q
    let weights = (0..<s.K).map { query[$0] * decays.sinceStart(i, $0) }
    var out = (0..<s.V).map { j in
      arithmetic.dot(s.K) { c in
        (weights[c], state[fault == .outputReadsTransposed && s.K == s.V ? j * s.V + c : c * s.V + j])
      }
    }
    for m in x.indices where m <= i || fault == .maskByMultiplying {
      var score = arithmetic.dot(s.K) { (x[i].q[$0] * decays.scoring(i, m, $0), scoredKey(x[m])[$0]) }
      if m > i { score *= 0 }
      if m == i && fault == .diagonalScoresTwice { score *= 2 }
      if m == i && fault == .ownTokenUnread { score = 0 }
      if fault == .scoresInBF16 { score = arithmetic.rounded(score, .bf16) }
      for j in 0..<s.V { out[j] = arithmetic.dot(1, from: out[j]) { _ in (score, d[m][j]) } }
    }
    let width = fault == .columnsBeyond64 ? min(s.V, 64) : fault == .columnsBeyondKeys ? min(s.K, s.V) : s.V
    for j in 0..<width { o[row * s.V + j] = out[j] }
  }

  private func scoredKey(_ x: PlainToken<F>) -> [F] { fault == .scoresOfPlainKey ? x.key : x.writeKey }

  private func updateState(
    _ x: [PlainToken<F>], _ d: [[F]], _ decays: PlainDecays<F>, _ state: inout [F], isPartial: Bool
  ) {
    let written = fault == .tailTokenLost && isPartial ? x.count - 1 : x.count
    for c in 0..<s.K {
      if fault == .stateOfSquareBlock && c >= s.V { continue }
      let (kept, ends) = (decays.wholeChunk(c), (0..<written).map { decays.toEnd($0, c) })
      for j in 0..<s.V {
        if fault == .stateOfSquareBlock && j >= s.K { continue }
        state[c * s.V + j] = arithmetic.dot(written, from: kept * state[c * s.V + j]) { m in
          let key = fault == .stateOfPlainKey ? x[m].key[c] : x[m].writeKey[c]
          return (ends[m] * key, d[m][j])
        }
      }
    }
    spoilTail(x, &state, isPartial: isPartial)
  }

  /// What rows beyond the last token may do to the state.
  private func spoilTail(_ x: [PlainToken<F>], _ state: inout [F], isPartial: Bool) {
    guard p.op.axes.decay != .none, let last = x.last else { return }
    if fault == .tailInfinityTimesZero, isPartial {
      for c in 0..<s.K {
        // The gate goes on in the padding, which a factor of zero is meant to remove.
        let padding = F(Float(F.exponential(-last.logDecay[c] * F(64 - x.count))))
        for j in 0..<s.V { state[c * s.V + j] += padding * 0 }
      }
    }
    if fault == .fullChunkDecaysAgain, !isPartial {
      for c in 0..<s.K { for j in 0..<s.V { state[c * s.V + j] *= arithmetic.exponential(last.logDecay[c]) } }
    }
  }
}

import DeltaOperators
import DeltaScalars

/// Other right forms of the same recurrence.
extension PlainRun {
  /// Token by token: a matrix that every token decays, erases and writes.
  mutating func advanceTokens(_ x: [PlainToken<F>], _ firstRow: Int, _ state: inout [F]) {
    for (i, x) in x.enumerated() {
      advanceToken(x, columns: s.V, &state)
      state = state.indices.map { arithmetic.state(state[$0], i * state.count + $0) }
      let row = firstRow + i * s.HV
      for j in 0..<s.V { o[row * s.V + j] = arithmetic.dot(s.K) { (x.q[$0], state[$0 * s.V + j]) } }
    }
  }

  /// One token of a state with some number of columns.
  func advanceToken(_ x: PlainToken<F>, columns V: Int, _ state: inout [F]) {
    let alpha = x.logDecay.map(arithmetic.exponential)
    func prediction(_ state: [F]) -> [F] {
      (0..<V).map { j in arithmetic.dot(s.K) { (x.k[$0], state[$0 * V + j]) } }
    }
    let early = p.op.axes.solve == .onlineBeforeDecay ? prediction(state) : []
    for c in 0..<s.K { for j in 0..<V { state[c * V + j] = arithmetic.flushed(alpha[c] * state[c * V + j]) } }
    var u = x.v.map { x.gain * $0 }
    if p.op.axes.solve.erases {
      let read = p.op.axes.solve == .online ? prediction(state) : early
      u = (0..<V).map { j in
        guard let erase = x.eraseGain else { return x.gain * (x.v[j] - read[j]) }
        return x.gain * x.v[j] - erase * read[j]
      }
    }
    for c in 0..<s.K {
      for j in 0..<V { state[c * V + j] = arithmetic.dot(1, from: state[c * V + j]) { _ in (x.writeKey[c], u[j]) } }
    }
  }

  /// The sequence in four pieces: each a map S ↦ M S + b, composed to find where each begins.
  mutating func runPieces(_ sequence: Shape.Sequence, _ head: Int, _ state: inout [F], _ A: inout [F]) {
    let tokens = sequence.tokens.map { token(place(sequence, $0, head), &A) }
    var starts = [state]
    for piece in 0..<4 {
      let range = tokens.count * piece / 4..<tokens.count * (piece + 1) / 4
      var map = [F](repeating: 0, count: s.K * s.K)
      for c in 0..<s.K { map[c * s.K + c] = 1 }
      var offset = [F](repeating: 0, count: s.K * s.V)
      for x in tokens[range] {
        var silent = x
        silent.v = .init(repeating: 0, count: s.K)
        advanceToken(silent, columns: s.K, &map)
        advanceToken(x, columns: s.V, &offset)
      }
      let last = starts[piece]
      starts.append(
        offset.indices.map { i in
          arithmetic.dot(s.K, from: offset[i]) { (map[i / s.V * s.K + $0], last[$0 * s.V + i % s.V]) }
        })
      var running = last
      let first = (sequence.row * s.T + sequence.tokens.lowerBound + range.lowerBound) * s.HV + head
      advanceTokens(Array(tokens[range]), first, &running)
    }
    state = starts[4]
  }

  /// D = U − W S with U = T V, W = T (γ∘K), T = (I + L)⁻¹ diag(gain).
  func invertedCorrections(_ x: [PlainToken<F>], _ decays: PlainDecays<F>, _ state: [F]) -> [[F]] {
    let C = x.count
    var L = [F](repeating: 0, count: C * C)
    for i in 0..<C { for m in 0..<i { L[i * C + m] = (x[i].eraseGain ?? x[i].gain) * overlap(x, i, m, decays) } }
    let T = inverse(L, C)
    let K = s.K
    let reads = (0..<C).map { i in
      (0..<K).map { c in
        (x[i].eraseGain ?? x[i].gain) * x[i].k[c] * decays.predicting(i, c)
      }
    }
    return (0..<C).map { i in
      let W = (0..<K).map { c in arithmetic.dot(i + 1) { (T[i * C + $0], reads[$0][c]) } }
      return (0..<s.V).map { j in
        let U = arithmetic.dot(i + 1) { (T[i * C + $0], x[$0].gain * x[$0].v[j]) }
        return U - arithmetic.dot(K) { (W[$0], state[$0 * s.V + j]) }
      }
    }
  }

  private func inverse(_ L: [F], _ C: Int) -> [F] {
    switch style.form {
    case .blockInverse: return inverseByBlocks(L, C, 0..<C)
    case .doubling: return inverseByDoubling(L, C)
    default: return inverseByRows(L, C, 0..<C)
    }
  }

  /// Row by row: T_i = e_i − Σ_m L_im T_m.
  private func inverseByRows(_ L: [F], _ C: Int, _ range: Range<Int>) -> [F] {
    var T = [F](repeating: 0, count: C * C)
    for i in range {
      for j in range where j <= i {
        let sum = arithmetic.dot(i - j) { (L[i * C + j + $0], T[(j + $0) * C + j]) }
        T[i * C + j] = (i == j ? 1 : 0) - sum
        if fault == .inverseRowsInBF16 { T[i * C + j] = arithmetic.rounded(T[i * C + j], .bf16) }
        if fault == .inverseInTF32 { T[i * C + j] = arithmetic.rounded(T[i * C + j], .tf32) }
      }
    }
    return T
  }

  /// [[A, 0], [B, D]]⁻¹ = [[A⁻¹, 0], [−D⁻¹ B A⁻¹, D⁻¹]].
  private func inverseByBlocks(_ L: [F], _ C: Int, _ range: Range<Int>) -> [F] {
    guard range.count > 4 else { return inverseByRows(L, C, range) }
    let middle = (range.lowerBound + range.upperBound) / 2
    let (top, bottom) = (range.lowerBound..<middle, middle..<range.upperBound)
    var T = inverseByBlocks(L, C, top)
    let lower = inverseByBlocks(L, C, bottom)
    for i in bottom {
      for j in bottom { T[i * C + j] = lower[i * C + j] }
      let row = top.map { j in arithmetic.dot(bottom.count) { (lower[i * C + middle + $0], L[(middle + $0) * C + j]) } }
      for j in top {
        T[i * C + j] = -arithmetic.dot(top.count) { (row[$0], T[(top.lowerBound + $0) * C + j]) }
      }
    }
    return T
  }

  /// (I − L)(I + L²)(I + L⁴)…, whose powers cancel where keys nearly coincide.
  private func inverseByDoubling(_ L: [F], _ C: Int) -> [F] {
    let format: Format? = fault == .neumannInFP16 ? .fp16 : nil
    func product(_ a: [F], _ b: [F]) -> [F] {
      (0..<C * C).map { i in
        arithmetic.rounded(arithmetic.dot(C) { (a[i / C * C + $0], b[$0 * C + i % C]) }, format)
      }
    }
    func plusIdentity(_ a: [F], _ sign: F) -> [F] { a.indices.map { sign * a[$0] + ($0 / C == $0 % C ? 1 : 0) } }
    var (T, power, length) = (plusIdentity(L, -1), L, 2)
    while length < C {
      power = product(power, power)
      T = product(T, plusIdentity(power, 1))
      length *= 2
    }
    return T
  }
}

import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

extension Claim {
  private enum LowRankFault: String { case plainErase = "the erase writes along k, the value along k̃" }

  /// DPLR-1, by construction: how many of the four matrices differ, and that fewer will do or will not.
  static let lowRank: [Claim] = [
    Claim(
      "DPLR-1", .exact,
      "the operators that erase need two interaction matrices a chunk, L and M, with a write key or without; "
        + "a general diagonal-plus-low-rank transition four",
      faults: [LowRankFault.plainErase]
    ) { seed, fault in
      var (tally, generator) = (Tally(), SplitMix64(seed: seed))
      for op in Operator.all where op.axes.solve.erases {
        var p = algebraicProblem(op, Shape(T: 5, K: 3, V: 2), &generator, over: Rational.self)
        if op.axes.solve == .onlineBeforeDecay {
          // What is decayed and gained afterwards is divided by both.
          (p.decay, p.gain) = (Rational.drawPositive(5, &generator), Rational.drawPositive(5, &generator))
        }
        let token = recur(p, map: QuadraticMap<Rational>())
        let chunk = LowRankChunk(p, erasePlainKey: fault == .plainErase)
        let four = chunk.four
        tally.expect(four[0] == four[1] && four[2] == four[3], "\(op): more than two matrices differ")
        // Only L and M are handed on.
        let o = chunk.outputs([four[1], four[1], four[3], four[3]]).flatMap { $0 }
        tally.expect(o == token.o, "\(op): the outputs from L and M are not those of the token form")
      }
      let general = LowRankChunk(K: 3, V: 2, C: 5, &generator)
      let (four, o) = (general.four, general.tokenForm)
      tally.expect(general.outputs(four) == o, "general: four matrices do not give the token form")
      tally.expect(
        Set(four.indices.map { i in four.firstIndex(of: four[i])! }).count == 4, "general: two of the four agree")
      for i in four.indices {
        var merged = four
        merged[i] = four[i ^ 1]
        tally.expect(general.outputs(merged) != o, "general: matrix \(i) could be replaced by its neighbour")
      }
      return tally.finding(
        "over ℚ, chunks of 5 tokens: L and M alone give the token form of every operator that erases; "
          + "for general directions all four differ and none can stand in for its neighbour"
      )
    }
  ]
}

extension LowRankChunk {
  /// Directions that have nothing to do with each other.
  fileprivate init(K: Int, V: Int, C: Int, _ generator: inout SplitMix64) {
    func rows(_ n: Int) -> [[Rational]] { (0..<C).map { _ in Rational.draw(n, &generator) } }
    self.init(
      K: K, V: V, C: C, q: rows(K), c: rows(K), a: rows(K), w: rows(K), v: rows(V), decay: rows(K),
      gain: Rational.drawPositive(C, &generator), initial: Rational.draw(K * V, &generator))
  }

  /// An erasing operator's only head as one chunk; where the decay comes after the erase, c undoes it.
  fileprivate init(_ p: Lowered<Rational>, erasePlainKey: Bool) {
    let (K, V, C, axes) = (p.shape.K, p.shape.V, p.shape.T, p.op.axes)
    func rows(_ x: [Rational], _ n: Int) -> [[Rational]] { (0..<C).map { Array(x[$0 * n..<($0 + 1) * n]) } }
    let (keys, decay) = (rows(p.k, K), Self.decays(p))
    let writeKeys = Self.writeKeys(p, keys)
    let isGained = !p.gain.isEmpty && !axes.has(.channelGain)
    var (gain, erased, queries) = (isGained ? p.gain : .init(repeating: 1, count: C), keys, rows(p.q, K))
    var values = rows(p.v, V)
    for t in 0..<C {
      if axes.has(.channelGain) {
        for i in 0..<K { erased[t][i] *= p.eraseGain[t * K + i] }
        for j in 0..<V { values[t][j] *= p.gain[t * V + j] }
      }
      if axes.has(.implicitGain) { gain[t] = gain[t] / (1 + gain[t] * dot(keys[t], writeKeys[t])) }
      if axes.has(.splitGain) { erased[t] = erased[t].map { p.eraseGain[t] / gain[t] * $0 } }
      if axes.solve == .onlineBeforeDecay { for i in 0..<K { erased[t][i] = erased[t][i] / decay[t][i] } }
      if axes.has(.shift) { for i in 0..<K { queries[t][i] -= p.shift[0] * keys[t][i] } }
    }
    self.init(
      K: K, V: V, C: C, q: queries, c: erased, a: erasePlainKey ? keys : writeKeys, w: writeKeys, v: values,
      decay: decay, gain: gain, initial: p.h0)
  }

  private static func decays(_ p: Lowered<Rational>) -> [[Rational]] {
    let (K, C) = (p.shape.K, p.shape.T)
    guard !p.decay.isEmpty else { return .init(repeating: .init(repeating: 1, count: K), count: C) }
    guard p.op.axes.has(.channelDecay) else { return p.decay.map { .init(repeating: $0, count: K) } }
    return (0..<C).map { Array(p.decay[$0 * K..<($0 + 1) * K]) }
  }

  private static func writeKeys(_ p: Lowered<Rational>, _ keys: [[Rational]]) -> [[Rational]] {
    guard p.op.axes.has(.writeKey) else { return keys }
    let K = p.shape.K
    var A = p.a0
    return keys.indices.map { t in
      let k = keys[t]
      guard p.op.axes.has(.gram) else {
        for i in 0..<K { A[i] = p.decayATK[t] * A[i] + p.gainATK[t] * k[i] * k[i] }
        return (0..<K).map { QuadraticMap<Rational>().preconditioner(A[$0], head: 0) * k[$0] }
      }
      for i in 0..<K * K { A[i] += k[i / K] * k[i % K] }
      let system = A.indices.map { $0 / K == $0 % K ? A[$0] + p.lambda[$0 % K] : A[$0] }
      return RationalLinearAlgebra.solve(system, k, n: K)!
    }
  }
}

import ExactScalars
import Operators
import Recurrences
import Scalars

extension Claim {
  private enum LowRankFault: String { case plainErase = "the erase writes along k, the value along k̃" }

  /// DPLR-1, by construction: how many of the four matrices differ, and that fewer will do or will not.
  static let lowRank: [Claim] = [
    Claim(
      "DPLR-1", .exact,
      "the key-preconditioned online operators need two interaction matrices a chunk, L and M; "
        + "a general diagonal-plus-low-rank transition four",
      faults: [LowRankFault.plainErase]
    ) { seed, fault in
      var (tally, generator) = (Tally(), SplitMix64(seed: seed))
      for op in Operator.all where op.axes.solve == .online {
        let p = algebraicProblem(op, Shape(T: 5, K: 3, V: 2), &generator, over: Rational.self)
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
        "over ℚ, chunks of 5 tokens: L and M alone give the token form of every online operator; "
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

  /// An online operator's only head as one chunk.
  fileprivate init(_ p: Lowered<Rational>, erasePlainKey: Bool) {
    let (K, V, C) = (p.shape.K, p.shape.V, p.shape.T)
    func rows(_ x: [Rational], _ n: Int) -> [[Rational]] { (0..<C).map { Array(x[$0 * n..<($0 + 1) * n]) } }
    let keys = rows(p.k, K)
    var (writeKeys, A) = (keys, p.a0)
    if p.op.axes.preconditioner == .squashedDiagonal {
      for t in 0..<C {
        for i in 0..<K {
          A[i] = p.decayATK[t] * A[i] + p.gainATK[t] * keys[t][i] * keys[t][i]
          writeKeys[t][i] = QuadraticMap<Rational>().preconditioner(A[i], head: 0) * keys[t][i]
        }
      }
    }
    let decay: [[Rational]] =
      switch p.op.axes.decay {
      case .none: .init(repeating: .init(repeating: 1, count: K), count: C)
      case .scalar: p.decay.map { .init(repeating: $0, count: K) }
      case .channel: rows(p.decay, K)
      }
    self.init(
      K: K, V: V, C: C, q: rows(p.q, K), c: keys, a: erasePlainKey ? keys : writeKeys, w: writeKeys, v: rows(p.v, V),
      decay: decay, gain: p.gain, initial: p.h0)
  }
}

import DeltaRecurrences
import DeltaScalars

/// One stream through both sides of an equivalence: the online recursion and the normal equations.
///
/// At every token the recursion is held against G and C without solving anything, `G_t k̃_t = k_t`,
/// `G_t (P_t y) = y` and `G_t (S_t x) = C_t x` for random x and y; at the tokens of `solved` the other side
/// is solved by elimination as well.
struct EquivalenceRun<S: RandomScalar> {
  let clause: Equivalence
  let K, V, T: Int
  var generator: SplitMix64
  let fault: Equivalence.Fault?

  mutating func run(solvedAt solved: Set<Int>, _ tally: inout Tally) {
    let ridge = S.drawPositive(&generator)
    var recursion = ExactPreconditioner(K: K, V: V, ridge: ridge)
    var direct = DirectLeastSquares(K: K, V: V, ridge: ridge)
    for t in 1...T where tally.holdsSoFar {
      let (k, v, q) = (S.draw(K, &generator), S.draw(V, &generator), S.draw(K, &generator))
      let past = direct
      var writeKey = absorb(k, v, &recursion, &direct)
      if fault == .noDenominator { writeKey = past.preconditioned(k) }

      let place = "at d=\(K), token \(t)"
      let (x, y) = (S.draw(V, &generator), S.draw(K, &generator))
      tally.expect(product(direct.gram, product(recursion.inverse, y)) == y, "G P y ≠ y \(place)")
      tally.expect(product(direct.gram, writeKey) == k, "G k̃ ≠ k \(place)")
      tally.expect(
        product(direct.gram, product(recursion.state, x)) == product(direct.cross, x), "G S x ≠ C x \(place)")

      guard solved.contains(t) else { continue }
      tally.expect(writeKey == direct.preconditioned(k), "k̃ ≠ P k \(place)")
      tally.expect(recursion.state == direct.state, "the online state is not P C \(place)")
      // The offline reading of EQ-1: the query is preconditioned, not the keys.
      var offline = direct
      if fault == .pastInverse { offline.gram = past.gram }
      tally.expect(recursion.output(query: q) == offline.output(query: q), "the two outputs differ \(place)")
    }
  }

  /// Feeds one token to both sides and returns the recursion's write key.
  private mutating func absorb(
    _ k: [S], _ v: [S], _ recursion: inout ExactPreconditioner<S>, _ direct: inout DirectLeastSquares<S>
  ) -> [S] {
    guard clause != .eq1, clause != .eq2 else {
      direct.absorb(key: k, value: v)
      return recursion.absorb(key: k, value: v)
    }
    let (a, b) = (S.drawPositive(&generator), S.drawPositive(&generator))
    let scalar = S.drawPositive(&generator)
    let channels = S.drawPositive(K, &generator)
    switch clause {
    case .eq1, .eq2, .eq3:
      direct.absorb(key: k, value: v, weight: b, forgetting: a)
      return recursion.absorb(
        key: k, value: v, weight: b, forgetting: a,
        decay: fault == .decayedState ? .init(repeating: a, count: K) : [])
    case .eq4:
      direct.absorb(key: k, value: v, weight: b, forgetting: a, decay: fault == .undecayedTargets ? .one : scalar)
      return recursion.absorb(
        key: k, value: v, weight: b, forgetting: a, decay: .init(repeating: scalar, count: K))
    case .eq5:
      if fault == .commutedDecay {
        for i in 0..<K { for j in 0..<V { direct.cross[i * V + j] = channels[i] * direct.cross[i * V + j] } }
        direct.absorb(key: k, value: v, weight: b, forgetting: a)
      } else {
        direct.absorb(key: k, value: v, weight: b, forgetting: a, channelDecay: channels)
      }
      return recursion.absorb(key: k, value: v, weight: b, forgetting: a, decay: channels)
    }
  }
}

/// The product of a row-major matrix with a vector.
func product<S: Scalar>(_ matrix: [S], _ x: [S]) -> [S] {
  let rows = matrix.count / x.count
  return (0..<rows).map { i in
    var sum = S.zero
    for j in x.indices { sum.addProduct(matrix[i * x.count + j], x[j]) }
    return sum
  }
}

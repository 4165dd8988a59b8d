import DeltaExactScalars
import DeltaScalars

extension Claim {
  /// What a diagonal preconditioner loses and keeps of the full one: NEQ-1 and ATK-1.
  static let diagonalPreconditioners: [Claim] = [queryAgainstKey, shermanMorrison]

  private enum QueryAgainstKeyFault: String { case fullGram = "P is the full inverse Gram matrix" }

  private static let queryAgainstKey = Claim(
    "NEQ-1", .exact, "with a diagonal preconditioner on the query and on the key differ: ½·11ᵀ against ⅓·11ᵀ",
    faults: [QueryAgainstKeyFault.fullGram]
  ) { _, fault in
    // λ = 1, one token, k = v = (1, 1).
    let (k, v): ([Rational], [Rational]) = ([1, 1], [1, 1])
    let gram = (0..<4).map { (p: Int) -> Rational in
      let isDiagonal = p / 2 == p % 2
      let product = isDiagonal || fault == .fullGram ? k[p / 2] * k[p % 2] : 0
      return isDiagonal ? product + 1 : product
    }
    // On the query: C P. On the key: P_0 = I, k̃ = k/(1 + kᵀk).
    let preconditioned = RationalLinearAlgebra.solve(gram, k, n: 2)!
    let onQuery = outer(v, preconditioned)
    let onKey = outer(v, k.map { $0 / (1 + dot(k, k)) })
    var tally = Tally()
    tally.expect(onQuery != onKey, "the two states agree: \(onQuery)")
    tally.expect(onQuery == .init(repeating: Rational(1, 2), count: 4), "on the query the state is \(onQuery)")
    tally.expect(onKey == .init(repeating: Rational(1, 3), count: 4), "on the key the state is \(onKey)")
    return tally.finding("λ=1, one token, k=v=(1,1): \(onQuery[0])·11ᵀ against \(onKey[0])·11ᵀ")
  }

  private enum ShermanMorrisonFault: String, CaseIterable {
    case noOne = "the denominator is kᵀ(p∘k) without the 1"
    case fullGram = "P_t is the full inverse Gram matrix"
  }

  private static let shermanMorrison = Claim(
    "ATK-1", .exact,
    "0 ≤ kᵀk̃ < 1 for k̃ = p∘k/(1 + kᵀ(p∘k)) and any diagonal p > 0; k̃ = P_t k with a diagonal P reaches kᵀk̃ > 2",
    faults: ShermanMorrisonFault.allCases
  ) { seed, fault in
    var (tally, generator) = (Tally(), SplitMix64(seed: seed))
    for d in [1, 2, 3, 8, 16] {
      for _ in 0..<20 {
        let (k, p) = (Rational.draw(d, &generator), Rational.drawPositive(d, &generator))
        guard k.contains(where: { $0 != 0 }) else { continue }
        let pk = zip(p, k).map { $0 * $1 }
        let s = dot(k, pk)
        let denominator: Rational = fault == .noOne ? s : 1 + s
        let overlap = dot(k, pk.map { $0 / denominator })
        // (1 + s)(1 − kᵀk̃) = 1 with s a sum of p_i k_i² ≥ 0: hence for every p and k.
        tally.expect((1 + s) * (1 - overlap) == 1, "d=\(d): (1 + s)(1 − kᵀk̃) = \((1 + s) * (1 - overlap))")
        tally.expect(overlap >= 0 && overlap < 1, "d=\(d): kᵀk̃ = \(overlap)")
      }
    }
    // One token of ones from A_0 = 0 with λ = 1/100: P_1 = 1/(1 + λ) in every channel.
    let (d, ridge) = (3, Rational(1, 100))
    let ones = [Rational](repeating: 1, count: d)
    let gram = (0..<d * d).map { (p: Int) -> Rational in
      p / d == p % d ? 1 + ridge : fault == .fullGram ? 1 : 0
    }
    let overlap = dot(ones, RationalLinearAlgebra.solve(gram, ones, n: d)!)
    tally.expect(overlap > 2, "d=3: kᵀP_1k = \(overlap)")
    tally.evidence = ["witness: k = (1,1,1), λ = 1/100, kᵀP_1k = \(overlap) ≈ \(overlap.nearestDouble)"]
    return tally.finding("over ℚ at d ≤ 16, and kᵀk̃ = s/(1+s) with s = Σ p_i k_i² ≥ 0 as an equation")
  }
}

import DeltaExactScalars
import DeltaScalars

extension Claim {
  /// The spectrum of one token's transition α(I − βk k̃ᵀ): SPEC-1 to SPEC-3.
  static let spectra: [Claim] = [exactSpectrum, fieldSpectrum, unitDisk, negativeEigenvalue]

  private enum SpectrumFault: String {
    case plainKey = "the last eigenvalue is α(1 − β kᵀk), as without preconditioner"
  }

  private static let spectrumStatement =
    "α(I − βk k̃ᵀ) has the eigenvalue α with multiplicity K−1, and α(1 − β k̃ᵀk)"

  /// α, β, k, k̃ and the transition they make.
  struct Transition<S: RandomScalar> {
    let α, β: S
    let key, writeKey, matrix: [S]

    init(_ K: Int, _ generator: inout SplitMix64) {
      let (α, β) = (S.drawPositive(&generator), S.drawPositive(&generator))
      let (key, writeKey) = (S.draw(K, &generator), S.draw(K, &generator))
      matrix = (0..<K * K).map { p in
        α * ((p / K == p % K ? S.one : S.zero) - β * key[p / K] * writeKey[p % K])
      }
      (self.α, self.β, self.key, self.writeKey) = (α, β, key, writeKey)
    }

    /// The eigenvalue that is not α, as claimed or without the preconditioner.
    func last(plain: Bool) -> S { α * (S.one - β * dot(plain ? key : writeKey, key)) }
  }

  private static let exactSpectrum = Claim(
    "SPEC-1", .exact, spectrumStatement, faults: [SpectrumFault.plainKey]
  ) { seed, fault in
    var (tally, generator) = (Tally(), SplitMix64(seed: seed))
    for K in 1...12 {
      for _ in 0..<4 {
        let t = Transition<Rational>(K, &generator)
        let roots = Array(repeating: t.α, count: K - 1) + [t.last(plain: fault == .plainKey)]
        let found = RationalLinearAlgebra.characteristicPolynomial(t.matrix, n: K)
        tally.expect(found == polynomial(roots: roots), "K=\(K): the characteristic polynomial is \(found)")
      }
    }
    let worst = try [4, 32, 128].map { K in
      try NumericalSpectrum(K: K, seed: seed, plainKey: fault == .plainKey).check(&tally)
    }
    tally.evidence = [
      "LAPACK dgeev at K=4, 32, 128: largest distance to a claimed eigenvalue / bound: \(worst.joined(separator: ", "))"
    ]
    return tally.finding("characteristic polynomials over ℚ at K ≤ 12, and the eigenvalues that LAPACK finds")
  }

  /// The coefficients of Π(z − root), constant first.
  private static func polynomial(roots: [Rational]) -> [Rational] {
    roots.reduce([1]) { coefficients, root in
      let shifted = [0] + coefficients
      return shifted.indices.map { i in i < coefficients.count ? shifted[i] - root * coefficients[i] : shifted[i] }
    }
  }

  private static let fieldSpectrum = Claim(
    "SPEC-1", .identity, spectrumStatement, faults: [SpectrumFault.plainKey]
  ) { seed, fault in
    let K = 128
    var (tally, generator) = (Tally(), SplitMix64(seed: seed))
    for _ in 0..<2 {
      let (t, z) = (Transition<PrimeField>(K, &generator), PrimeField.draw(&generator))
      let shifted = t.matrix.indices.map { p in (p / K == p % K ? z : .zero) - t.matrix[p] }
      let claimed = (z - t.α).power(UInt64(K - 1)) * (z - t.last(plain: fault == .plainKey))
      tally.expect(determinant(shifted, n: K) == claimed, "K=\(K): det(zI − M) differs at a random z")
    }
    // Elements of zI − M have degree 4: α β k k̃.
    return tally.finding("det(zI − M) at K=\(K); \(SchwartzZippel(degree: 4 * K, points: 2).text)")
  }

  /// The determinant by elimination with pivots in order.
  private static func determinant<S: Scalar>(_ matrix: [S], n: Int) -> S {
    var (a, result) = (matrix, S.one)
    for p in 0..<n {
      result = result * a[p * n + p]
      let pivot = S.one / a[p * n + p]
      for i in p + 1..<n {
        let factor = -(a[i * n + p] * pivot)
        for j in p + 1..<n { a[i * n + j].addProduct(factor, a[p * n + j]) }
      }
    }
    return result
  }
}

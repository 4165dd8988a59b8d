import DeltaExactScalars
import DeltaLeastSquares
import DeltaRecurrences
import Testing

/// LAPACK's answers against the exact recursion of module `Recurrences`, run over the rationals (EQ-1, EQ-2, LS-4).
@Suite struct ExactComparisonTests {
  static let tokens = [0, 3, 7, 12, 23]

  @Test(
    "EQ-1, EQ-2, LS-4: every formulation lies within its own bound of the exact recursion", arguments: KeyRegime.ridged)
  func withinBound(regime: KeyRegime) throws {
    let history = try regime.history()
    var recursion = ExactPreconditioner(K: history.K, V: history.V, ridge: Rational(exactly: history.ridge)!)
    var compared = 0
    for token in 0..<history.T {
      let writeKey = recursion.absorb(key: history.exactKey(token), value: history.exactValue(token))
      guard Self.tokens.contains(token) else { continue }
      for formulation in Formulation.allCases {
        guard let found = try? OnlineLeastSquares.solve(history, after: token, by: formulation) else { continue }
        // A cut that drops singular values solves another problem on purpose.
        guard found.rank == history.K else { continue }
        for j in 0...history.V {
          let exact = j == history.V ? writeKey : (0..<history.K).map { recursion.state[$0 * history.V + j] }
          let distance = zip(found.column(j), exact).map { (Rational(exactly: $0)! - $1).magnitude.nearestDouble }
            .max()!
          #expect(
            distance <= found.errorBound[j],
            "\(formulation), token \(token), column \(j): error \(distance), bound \(found.errorBound[j])")
          // LAPACK's own estimate, without what forming the Gram matrix cost: reported, and it suffices here too.
          let size = found.column(j).map(\.magnitude).max()!
          if formulation == .cholesky { #expect(distance <= found.forwardError[j] * size) }
          compared += 1
        }
      }
    }
    #expect(compared >= Self.tokens.count * (history.V + 1))
  }

  @Test("LS-4: without ridge and with repeated keys, minimum norm lies within its bound of the exact solution")
  func minimumNorm() throws {
    let history = try KeyRegime.repeated(ridge: 0).history()
    for token in [0, 1, 2, 7, 23] {
      let found = try OnlineLeastSquares.solve(history, after: token)
      let exact = history.exactMinimumNorm(through: token)
      #expect(found.formulation == .minimumNorm)
      #expect(found.rank == Swift.min(token + 1, 3))
      for j in 0..<history.V {
        let distance = (0..<history.K).map { i in
          (Rational(exactly: found.column(j)[i])! - exact[i * history.V + j]).magnitude.nearestDouble
        }.max()!
        #expect(distance <= found.errorBound[j])
        #expect(found.errorBound[j] < 1e-12)
      }
    }
  }
}

extension KeyValueHistory {
  func exactKey(_ token: Int) -> [Rational] { keys[token * K..<(token + 1) * K].map { Rational(exactly: $0)! } }
  func exactValue(_ token: Int) -> [Rational] { values[token * V..<(token + 1) * V].map { Rational(exactly: $0)! } }

  /// The solution of least norm `Eᵀ(E Eᵀ)⁻¹Y` for keys taken from the independent rows E, with Y the mean of the values
  /// that came with each row: the residual is then orthogonal to every key, and S is a combination of keys.
  func exactMinimumNorm(through token: Int) -> [Rational] {
    var rows: [[Rational]] = []
    var (sums, counts): ([[Rational]], [Int]) = ([], [])
    for t in 0...token {
      let (key, value) = (exactKey(t), exactValue(t))
      if let known = rows.firstIndex(of: key) {
        sums[known] = zip(sums[known], value).map { $0 + $1 }
        counts[known] += 1
      } else {
        rows.append(key)
        sums.append(value)
        counts.append(1)
      }
    }
    let n = rows.count
    let gram = (0..<n * n).map { p in zip(rows[p / n], rows[p % n]).reduce(Rational.zero) { $0 + $1.0 * $1.1 } }
    let means = zip(sums, counts).flatMap { sum, count in sum.map { $0 / Rational(count) } }
    let weights = RationalLinearAlgebra.solve(gram, means, n: n)!
    return (0..<K * V).map { p in
      (0..<n).reduce(Rational.zero) { $0 + rows[$1][p / V] * weights[$1 * V + p % V] }
    }
  }
}

import DeltaLeastSquares
import Testing

/// The three formulations against each other and against problems whose answer is known (LS-2, LS-4).
@Suite struct FormulationTests {
  @Test("LS-2: Cholesky and QR agree within the sum of the bounds that they report", arguments: KeyRegime.ridged)
  func choleskyAgreesWithQR(regime: KeyRegime) throws {
    let history = try regime.history()
    var compared = 0
    for token in 0..<history.T {
      let qr = try OnlineLeastSquares.byQR(history, after: token)
      guard let cholesky = try? OnlineLeastSquares.byCholesky(history, after: token) else { continue }
      for j in 0..<history.V + 1 {
        let allowed = cholesky.errorBound[j] + qr.errorBound[j]
        let distance = cholesky.distance(to: qr, column: j)
        #expect(distance <= allowed, "token \(token), column \(j): \(distance) against \(allowed)")
        compared += 1
      }
    }
    #expect(compared > 0)
  }

  @Test("LS-2: on well-conditioned keys the bound says ten digits, so agreement means something")
  func boundsAreSmallWhereTheyCanBe() throws {
    let history = try KeyRegime.uniform(ridge: 1).history()
    for formulation in Formulation.allCases {
      let solution = try OnlineLeastSquares.solve(history, after: history.T - 1, by: formulation)
      #expect(solution.errorBound.allSatisfy { $0 < 1e-10 }, "\(formulation): \(solution.errorBound)")
    }
  }

  @Test("LS-1: one key and one value have the textbook solution", arguments: Formulation.allCases)
  func oneToken(formulation: Formulation) throws {
    let history = try KeyValueHistory(keys: [3, 4], values: [2], K: 2, V: 1, ridge: 0.5)
    let solution = try OnlineLeastSquares.solve(history, after: 0, by: formulation)
    // S = k v / (λ + ‖k‖²) and P k = k / (λ + ‖k‖²).
    for (found, expected) in zip(solution.state + solution.preconditionedKey, [6, 8, 3, 4].map { $0 / 25.5 }) {
      #expect((found - expected).magnitude <= solution.errorBound.max()!)
    }
  }

  @Test("LS-3: weights, forgetting and target decay enter as EQ-3 and EQ-4 say", arguments: Formulation.allCases)
  func weightedTwoTokens(formulation: Formulation) throws {
    let (b, a, alpha) = ([0.5, 2.0], [0.25, 0.75], [0.5, 0.125])
    let history = try KeyValueHistory(
      keys: [2, 3], values: [5, 7], K: 1, V: 1, ridge: 4, weights: b, forgetting: a, targetDecay: alpha)
    let solution = try OnlineLeastSquares.solve(history, after: 1, by: formulation)
    let gram = a[1] * (a[0] * 4 + b[0] * 4) + b[1] * 9
    let cross = alpha[1] * a[1] * b[0] * 10 + b[1] * 21
    #expect((solution.state[0] - cross / gram).magnitude <= solution.errorBound[0])
    #expect((solution.preconditionedKey[0] - 3 / gram).magnitude <= solution.errorBound[1])
    #expect(solution.errorBound.max()! < 1e-12)
  }

  @Test("LS-2: the public entry takes Cholesky, QR or minimum norm as the problem asks")
  func selection() throws {
    func chosen(_ regime: KeyRegime) throws -> Formulation {
      try OnlineLeastSquares.solve(regime.history(), after: KeyRegime.T - 1).formulation
    }
    #expect(try chosen(.uniform(ridge: 1)) == .cholesky)
    #expect(try chosen(.collinear(1e8, ridge: 1e-10)) == .qr)
    #expect(try chosen(.repeated(ridge: 0)) == .minimumNorm)
    #expect(try OnlineLeastSquares.solve(KeyRegime.uniform(ridge: 0).history(), after: 2).formulation == .minimumNorm)
  }

  @Test("LS-2: several tokens at once give the same bytes as one at a time")
  func severalTokens() throws {
    let history = try KeyRegime.graded(1e6, ridge: 1e-4).history()
    let tokens = [0, 5, 5, 23]
    for (token, solution) in zip(tokens, try OnlineLeastSquares.solve(history, afterEach: tokens)) {
      #expect(try OnlineLeastSquares.solve(history, after: token).state == solution.state)
    }
  }
}

extension RidgeSolution {
  /// Column j: a value channel, or the preconditioned key when j = V.
  func column(_ j: Int) -> [Double] {
    let K = preconditionedKey.count
    let V = state.count / K
    return j == V ? preconditionedKey : (0..<K).map { state[$0 * V + j] }
  }

  /// The largest elementwise distance of two columns.
  func distance(to other: RidgeSolution, column j: Int) -> Double {
    zip(column(j), other.column(j)).map { ($0 - $1).magnitude }.max()!
  }
}

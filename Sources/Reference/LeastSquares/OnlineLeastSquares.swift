/// The exact online least squares of `Specs/least-squares.md`, solved afresh at every token that is asked for.
///
///     S*_t = argmin_S  Σ_{i≤t} w_i ‖Sᵀk_i − v_i‖² + λ ‖S‖²
///
/// Nothing here knows a recurrence: that is what makes it a second opinion (clause LS-1).
public enum OnlineLeastSquares {
  /// The solution after one token by the formulation that suits the problem.
  ///
  /// Cholesky where the Gram matrix keeps half of the digits (reciprocal condition at least 2⁻²⁶), else QR; without
  /// ridge and with keys that do not span, minimum norm.
  ///
  /// - Throws: ``LeastSquaresError``.
  /// - Complexity: O((t+K)·K·(K+V)). Source: LS-2.
  public static func solve(_ history: KeyValueHistory, after token: Int) throws(LeastSquaresError) -> RidgeSolution {
    try check(token, history)
    var equations = NormalEquations(history)
    while equations.tokens <= token { equations.absorb(history) }
    return try select(equations, history)
  }

  /// The solutions after several tokens, given in rising order.
  ///
  /// - Throws: ``LeastSquaresError``.
  /// - Complexity: the Gram matrix is carried along; each token costs its solve.
  public static func solve(_ history: KeyValueHistory, afterEach tokens: [Int]) throws(LeastSquaresError)
    -> [RidgeSolution]
  {
    var equations = NormalEquations(history)
    var solutions: [RidgeSolution] = []
    for token in tokens {
      try check(token, history)
      guard token >= equations.tokens - 1 else {
        throw .input("Tokens \(tokens) are not in rising order; sort them.")
      }
      while equations.tokens <= token { equations.absorb(history) }
      solutions.append(try select(equations, history))
    }
    return solutions
  }

  /// The solution after one token by a named formulation.
  ///
  /// - Throws: ``LeastSquaresError``.
  public static func solve(_ history: KeyValueHistory, after token: Int, by formulation: Formulation)
    throws(LeastSquaresError) -> RidgeSolution
  {
    switch formulation {
    case .cholesky: try byCholesky(history, after: token)
    case .qr: try byQR(history, after: token)
    case .minimumNorm: try byMinimumNorm(history, after: token)
    }
  }

  private static func select(_ equations: NormalEquations, _ history: KeyValueHistory) throws(LeastSquaresError)
    -> RidgeSolution
  {
    let token = equations.tokens - 1
    if history.ridge == 0, equations.tokens < history.K { return try byMinimumNorm(history, after: token) }
    if let solution = try? solve(equations, history), solution.reciprocalCondition >= 0x1p-26 { return solution }
    if let solution = try? byQR(history, after: token), solution.errorBound.allSatisfy(\.isFinite) { return solution }
    return try byMinimumNorm(history, after: token)
  }
}

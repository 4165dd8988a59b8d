import CDeltaBLAS

/// First formulation: the Gram matrix by Cholesky with iterative refinement, LAPACK's `dposvx`.
extension OnlineLeastSquares {
  /// The ridge solution after one token, from the Gram matrix.
  ///
  /// - Throws: ``LeastSquaresError/notPositiveDefinite(token:pivot:)`` when the ridge does not rescue the Gram matrix.
  /// - Complexity: O(t·K·(K+V)) to form, O(K³ + K²V) to solve. Source: LS-2, LS-4.
  public static func byCholesky(_ history: KeyValueHistory, after token: Int) throws(LeastSquaresError)
    -> RidgeSolution
  {
    try check(token, history)
    var equations = NormalEquations(history)
    while equations.tokens <= token { equations.absorb(history) }
    return try solve(equations, history)
  }

  static func solve(_ equations: NormalEquations, _ history: KeyValueHistory) throws(LeastSquaresError)
    -> RidgeSolution
  {
    OneThread.pin()
    let (K, V, token) = (history.K, history.V, equations.tokens - 1)
    let columns = V + 1
    var gram = equations.gramMatrix
    let gramNorm = (0..<K).map { j in (0..<K).reduce(0.0) { $0 + gram[j * K + $1].magnitude } }.max()!
    var right = equations.crossMatrix + history.keys[token * K..<(token + 1) * K]
    var factor = [Double](repeating: 0, count: K * K)
    var scaling = [Double](repeating: 1, count: K)
    var solution = [Double](repeating: 0, count: K * columns)
    var (forward, backward) = ([Double](repeating: 0, count: columns), [Double](repeating: 0, count: columns))
    var reciprocalCondition = 0.0
    var equilibrated = CChar(UInt8(ascii: "N"))
    let n = lapack_integer(K)
    let info = LAPACKE_dposvx(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "L")), n, lapack_integer(columns), &gram, n,
      &factor,
      n, &equilibrated, &scaling, &right, n, &solution, n, &reciprocalCondition, &forward, &backward)
    guard info >= 0 else { throw .lapack(routine: "dposvx", info: Int(info)) }
    guard info == 0 || info > n else { throw .notPositiveDefinite(token: token, pivot: Int(info)) }

    // What forming G and C cost comes on top of LAPACK's own estimate, through ‖G⁻¹‖.
    let formation = equations.formationError
    let inverseNorm = 1 / (reciprocalCondition * gramNorm)
    let feedback = inverseNorm * formation.gram
    let bounds = (0..<columns).map { j -> Double in
      let size = (0..<K).map { solution[j * K + $0].magnitude }.max()!
      guard feedback < 1 else { return .infinity }
      let source = (j < V ? formation.cross[j] : 0) + formation.gram * size
      return forward[j] * size + inverseNorm * source / (1 - feedback)
    }
    return RidgeSolution(
      token: token, formulation: .cholesky, state: rowMajor(solution, K, V, leading: K),
      preconditionedKey: Array(solution[V * K..<(V + 1) * K]), rank: K, reciprocalCondition: reciprocalCondition,
      forwardError: forward, backwardError: backward, errorBound: bounds)
  }

  /// The first V columns of a column-major matrix in the layout `[K,V]`.
  static func rowMajor(_ x: [Double], _ K: Int, _ V: Int, leading: Int) -> [Double] {
    (0..<K * V).map { x[($0 % V) * leading + $0 / V] }
  }

  static func check(_ token: Int, _ history: KeyValueHistory) throws(LeastSquaresError) {
    guard token >= 0, token < history.T else { throw .token(token, count: history.T) }
  }
}

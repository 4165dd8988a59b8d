import CDeltaBLAS

/// Third formulation: singular values, for keys that do not span and no ridge.
extension OnlineLeastSquares {
  /// The solution of minimum norm after one token, by `dgelsd`; with full rank it is the ridge solution.
  ///
  /// Singular values below max(rows, K)·2⁻⁵² of the largest count as zero.
  ///
  /// - Throws: ``LeastSquaresError/noConvergence(token:)``.
  /// - Complexity: O((t+K)·K·(K+V)). Source: LS-2, LS-4.
  public static func byMinimumNorm(_ history: KeyValueHistory, after token: Int) throws(LeastSquaresError)
    -> RidgeSolution
  {
    try check(token, history)
    OneThread.pin()
    var system = StackedSystem(history, through: token)
    let original = system
    let (rows, n) = (lapack_integer(system.rows), lapack_integer(history.K))
    let targetNorms = (0..<system.columns).map { norm(system.targets, $0 * system.leading, system.rows) }
    var singular = [Double](repeating: 0, count: Swift.min(system.rows, history.K))
    var rank: lapack_integer = 0
    let cut = Double(system.leading) * 0x1p-52
    let info = LAPACKE_dgelsd(
      LAPACK_COL_MAJOR, rows, n, lapack_integer(system.columns), &system.matrix, rows, &system.targets,
      lapack_integer(system.leading), &singular, cut, &rank)
    guard info >= 0 else { throw .lapack(routine: "dgelsd", info: Int(info)) }
    guard info == 0 else { throw .noConvergence(token: token) }
    let condition = rank > 0 ? singular[Int(rank) - 1] / singular[0] : 1
    return assemble(
      system, history, token: token, .minimumNorm, targetNorms: targetNorms, rank: Int(rank),
      reciprocalCondition: condition, residuals: residuals(of: system, against: original))
  }

  /// ‖B − A·X‖ for each column: `dgelsd` leaves residuals behind only at full rank.
  private static func residuals(of solved: StackedSystem, against original: StackedSystem) -> [Double] {
    var rest = original.targets
    cblas_dgemm(
      CblasColMajor, CblasNoTrans, CblasNoTrans, blasint(original.rows), blasint(original.columns),
      blasint(original.K), -1, original.matrix, blasint(original.rows), solved.targets, blasint(solved.leading), 1,
      &rest, blasint(original.leading))
    return (0..<original.columns).map { norm(rest, $0 * original.leading, original.rows) }
  }
}

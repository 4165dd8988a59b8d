import CDeltaBLAS

/// Second formulation: an orthogonal factor of the stack, which never squares the condition number.
extension OnlineLeastSquares {
  /// The ridge solution after one token, from a QR factor of the weighted keys stacked on √λ·I.
  ///
  /// - Throws: ``LeastSquaresError/rankDeficient(token:)`` when the stack has not K independent rows.
  /// - Complexity: O((t+K)·K·(K+V)). Source: LS-2, LS-4.
  public static func byQR(_ history: KeyValueHistory, after token: Int) throws(LeastSquaresError) -> RidgeSolution {
    try check(token, history)
    OneThread.pin()
    var system = StackedSystem(history, through: token)
    let (K, V) = (history.K, history.V)
    let (rows, n) = (lapack_integer(system.rows), lapack_integer(K))
    let (columns, leading) = (lapack_integer(system.columns), lapack_integer(system.leading))
    guard system.rows >= K else { throw .rankDeficient(token: token) }
    var reflectors = [Double](repeating: 0, count: K)
    let targetNorms = (0..<V + 1).map { norm(system.targets, $0 * system.leading, system.rows) }

    var info = LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows, n, &system.matrix, rows, &reflectors)
    guard info == 0 else { throw .lapack(routine: "dgeqrf", info: Int(info)) }
    info = LAPACKE_dormqr(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), CChar(UInt8(ascii: "T")), rows, columns, n, system.matrix, rows,
      reflectors, &system.targets, leading)
    guard info == 0 else { throw .lapack(routine: "dormqr", info: Int(info)) }
    var reciprocalCondition = 0.0
    info = LAPACKE_dtrcon(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "1")), CChar(UInt8(ascii: "U")), CChar(UInt8(ascii: "N")), n,
      system.matrix, rows, &reciprocalCondition)
    guard info == 0 else { throw .lapack(routine: "dtrcon", info: Int(info)) }
    info = LAPACKE_dtrtrs(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "U")), CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "N")), n, columns,
      system.matrix, rows, &system.targets, leading)
    guard info >= 0 else { throw .lapack(routine: "dtrtrs", info: Int(info)) }
    guard info == 0 else { throw .rankDeficient(token: token) }

    return assemble(
      system, history, token: token, .qr, targetNorms: targetNorms, rank: K, reciprocalCondition: reciprocalCondition)
  }

  /// A solution whose residual norms LAPACK left below the first `rank` rows of the right-hand sides.
  static func assemble(
    _ system: StackedSystem, _ history: KeyValueHistory, token: Int, _ formulation: Formulation, targetNorms: [Double],
    rank: Int, reciprocalCondition: Double, residuals: [Double]? = nil
  ) -> RidgeSolution {
    let (K, V, leading) = (history.K, history.V, system.leading)
    let relative = (0..<V + 1).map { j in
      system.relativeErrorBound(
        reciprocalCondition: reciprocalCondition,
        residual: residuals?[j] ?? norm(system.targets, j * leading + rank, system.rows - rank),
        target: targetNorms[j])
    }
    let bounds = (0..<V + 1).map { j in
      let size = norm(system.targets, j * leading, K)
      return size == 0 ? 0 : relative[j] * size
    }
    return RidgeSolution(
      token: token, formulation: formulation, state: rowMajor(system.targets, K, V, leading: leading),
      preconditionedKey: Array(system.targets[V * leading..<V * leading + K]), rank: rank,
      reciprocalCondition: reciprocalCondition, forwardError: relative, backwardError: [], errorBound: bounds)
  }

  static func norm(_ x: [Double], _ start: Int, _ count: Int) -> Double {
    OneThread.pin()
    return x.withUnsafeBufferPointer { cblas_dnrm2(blasint(count), $0.baseAddress! + start, 1) }
  }
}

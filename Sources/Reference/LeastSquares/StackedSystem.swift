/// The least-squares problem whose normal equations are `G_t S = C_t`: weighted keys stacked on √λ·I (clause LS-2).
///
/// Column-major. A row of weight w is scaled by √w; targets are scaled by the decays after them; the extra right-hand
/// side `e_t/√b_t` has the solution `P_t k_t`, because `k_t = Aᵀ e_t/√b_t`.
struct StackedSystem {
  let rows: Int
  let K: Int
  /// Right-hand sides: V values and one unit vector.
  let columns: Int
  var matrix: [Double]
  /// Leading dimension max(rows, K), as LAPACK wants it.
  var targets: [Double]
  let leading: Int

  init(_ history: KeyValueHistory, through token: Int) {
    let (K, V, tokens) = (history.K, history.V, token + 1)
    let ridgeRows = history.ridge > 0 ? K : 0
    (rows, self.K, columns) = (tokens + ridgeRows, K, V + 1)
    leading = Swift.max(rows, K)
    matrix = .init(repeating: 0, count: rows * K)
    targets = .init(repeating: 0, count: leading * columns)
    var (forgotten, decayed) = (1.0, 1.0)
    for i in stride(from: token, through: 0, by: -1) {
      let root = (history.weight(i) * forgotten).squareRoot()
      for j in 0..<K { matrix[j * rows + i] = root * history.keys[i * K + j] }
      for j in 0..<V { targets[j * leading + i] = root * decayed * history.values[i * V + j] }
      forgotten *= history.forgetting(i)
      decayed *= history.targetDecay(i)
    }
    targets[V * leading + token] = 1 / history.weight(token).squareRoot()
    for j in 0..<ridgeRows { matrix[j * rows + tokens + j] = (history.ridge * forgotten).squareRoot() }
  }

  /// The LAPACK Users' Guide's bound on the relative error of column j of a least-squares solution (clause LS-4).
  ///
  /// `residual` and `target` are 2-norms. The guide's p(n)·u is taken as max(rows, K)·u, the unit of LAPACK's own tests.
  func relativeErrorBound(reciprocalCondition: Double, residual: Double, target: Double) -> Double {
    guard target > 0 else { return 0 }
    let unit = Double(leading) * 0x1p-53
    let sine = Swift.min(1, residual / target)
    let cosine = (1 - sine * sine).squareRoot()
    guard reciprocalCondition > unit else { return .infinity }
    guard cosine > 0 else { return .infinity }
    return unit * (2 / (reciprocalCondition * cosine) + sine / (cosine * reciprocalCondition * reciprocalCondition))
  }
}

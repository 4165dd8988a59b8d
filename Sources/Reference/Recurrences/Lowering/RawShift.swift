import DeltaOperators
import DeltaScalars

/// `q̃ = scale·ℓ(q − d k)`: the queries of a problem whose raw queries are shifted, with norm and scale (OP-R, CONV-3).
///
/// Rows of equal q, k and d are computed once.
@inlinable func shiftedQueries<S: AnalyticScalar, R: Rounding>(_ problem: Problem, _ r: inout R) -> [S]
where R.Value == S {
  let (q, k, d) = (problem[.q].values, problem[.k].values, problem[.shift].values)
  let (K, H) = (problem.shape.K, problem.shape.H)
  var arguments: [Float] = []
  for row in 0..<q.count / K {
    let channels = row * K..<(row + 1) * K
    arguments += q[channels]
    arguments += k[channels]
    arguments.append(d[row % H])
  }
  let firsts = firstEqualRows(arguments, K: 2 * K + 1)
  let (queries, keys, shares): ([S], [S], [S]) = (
    problem.handed(.q, &r), problem.handed(.k, &r), problem.handed(.shift, &r)
  )
  let shifted = q.indices.map { r(queries[$0] - r(shares[$0 / K % H] * keys[$0])) }
  return normalised(shifted, K: K, problem.settings.l2norm, scale: S(problem.scale), firsts: firsts, &r)
}

import DeltaOperators
import DeltaScalars

/// Hands on the options, and what they need to know of the tensors as handed over (OP-N).
@inlinable func lowerOptions<S: AnalyticScalar>(_ p: inout Lowered<S>, _ problem: Problem) {
  p.options = problem.settings.options
  if case .conjugateGradient(_, _, let eps) = p.options.gramSolve { p.solveEps = S(eps) }
  guard p.options.factor == .reciprocal || p.options.factor == .weighted else { return }
  let (keys, K) = (problem[.k].values, p.shape.K)
  p.zeroKeys = (0..<keys.count / K).map { row in keys[row * K..<(row + 1) * K].allSatisfy { $0 == 0 } }
  p.zeroGains = (problem.inputs[.beta]?.values ?? []).map { $0 == 0 }
}

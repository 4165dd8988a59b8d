import DeltaOperators
import DeltaScalars

/// The Sherman–Morrison write keys of one key head over one sequence, `[tokens, K]`, advancing A in place (OP-K).
///
///     p = 1 ⊘ (A_{t−1} + Λ)          k̃_t = p∘k_t / (1 + k_tᵀ(p∘k_t))
///
/// A_{t−1} is the state as the previous token left it: neither decayed by this token nor with its square.
@inlinable func shermanMorrisonKeys<S, R: Rounding>(
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ keyHead: Int, diagonal: inout [S], rounding: inout R
) -> [S] where R.Value == S {
  let (s, K) = (p.shape, p.shape.K)
  let state = (sequence.index * s.H + keyHead) * K
  return sequence.tokens.flatMap { t in
    let key = ((sequence.row * s.T + t) * s.H + keyHead) * K
    let weighted = (0..<K).map { i in
      rounding.accumulator(p.k[key + i] / rounding.accumulator(diagonal[state + i] + p.lambda[keyHead * K + i]))
    }
    let overlap = dot(p.k, at: key, weighted, at: 0, count: K, &rounding)
    let denominator = rounding.accumulator(.one + overlap)
    for i in 0..<K { _ = advanceDiagonal(p, sequence, keyHead, t, i, &diagonal, &rounding) }
    return weighted.map { rounding.accumulator($0 / denominator) }
  }
}

/// Multiplies the last K write keys, the `B∘k` of a token of a key head, by the factor of B (OP-N).
@inlinable func applyFactor<S, R: Rounding>(
  _ p: Lowered<S>, row: Int, _ keyHead: Int, _ writeKeys: inout [S], _ rounding: inout R
) where R.Value == S {
  let (K, isReciprocal) = (p.shape.K, p.options.factor == .reciprocal)
  guard isReciprocal || p.options.factor == .damped else { return }
  // 1/(kᵀBk) of a zero key would be a division by zero; its write key is zero whatever the factor.
  if isReciprocal && p.isZeroKey(row: row, keyHead: keyHead) { return }
  let first = writeKeys.count - K
  let overlap = dot(p.k, at: (row * p.shape.H + keyHead) * K, writeKeys, at: first, count: K, &rounding)
  let denominator = isReciprocal ? overlap : rounding.accumulator(.one + overlap)
  for i in first..<first + K { writeKeys[i] = rounding.accumulator(writeKeys[i] / denominator) }
}

/// Hands on the options, and what they need to know of the tensors as handed over (OP-N).
@inlinable func lowerOptions<S: AnalyticScalar>(_ p: inout Lowered<S>, _ problem: Problem) {
  p.options = problem.settings.options
  if case .conjugateGradient(_, _, let eps) = p.options.gramSolve { p.solveEps = S(eps) }
  guard p.options.factor == .reciprocal || p.options.factor == .weighted else { return }
  let (keys, K) = (problem[.k].values, p.shape.K)
  p.zeroKeys = (0..<keys.count / K).map { row in keys[row * K..<(row + 1) * K].allSatisfy { $0 == 0 } }
  p.zeroGains = (problem.inputs[.beta]?.values ?? []).map { $0 == 0 }
}

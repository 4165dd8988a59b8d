import DeltaOperators
import DeltaScalars

extension SquashedDiagonal {
  /// The Sherman–Morrison write key of a token (OP-K).
  ///
  ///     p = 1 ⊘ (A_{t−1} + Λ)          k̃_t = p∘k_t / (1 + k_tᵀ(p∘k_t))
  ///
  /// A_{t−1} is the state as the previous token left it: neither decayed by this token nor with its square.
  @inlinable mutating func advanceShermanMorrison<R: Rounding>(_ t: Int, _ head: inout HeadSlice<S>, _ r: inout R)
  where R.Value == S {
    let (K, k, key, ridge) = (head.K, head.problem.k, head.key(t), head.keyHead * head.K)
    let weighted = (0..<K).map { i in r(k[key + i] / r(diagonal.elements[i] + head.problem.lambda[ridge + i])) }
    let denominator = r(.one + dot(k, at: key, weighted, at: 0, count: K, &r))
    for i in 0..<K { _ = diagonal.advance(t, i, head, &r) }
    for i in 0..<K { head.writeKeys[head.local(t) + i] = r(weighted[i] / denominator) }
  }

  /// Multiplies the write key B∘k of a token by the factor of B (OP-N).
  @inlinable func applyFactor<R: Rounding>(_ t: Int, _ head: inout HeadSlice<S>, _ r: inout R) where R.Value == S {
    let (factor, K, local) = (head.problem.options.factor, head.K, head.local(t))
    let isReciprocal = factor == .reciprocal
    guard isReciprocal || factor == .damped else { return }
    // 1/(kᵀBk) of a zero key would be a division by zero; its write key is zero whatever the factor.
    if isReciprocal && head.problem.isZeroKey(row: head.row(t), keyHead: head.keyHead) { return }
    let overlap = dot(head.problem.k, at: head.key(t), head.writeKeys, at: local, count: K, &r)
    let denominator = isReciprocal ? overlap : r(.one + overlap)
    for i in local..<local + K { head.writeKeys[i] = r(head.writeKeys[i] / denominator) }
  }
}

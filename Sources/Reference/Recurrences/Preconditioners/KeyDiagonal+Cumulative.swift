import DeltaOperators
import DeltaScalars

/// The gradients of log α^P as kernels with cumulative logs sum them, last token first (GRAD-6).
///
///     λ_t = α^P ⟨dA_t, A_{t−1}⟩ = λ_{t+1} + ⟨A_t, p_t⟩ − β^P ⟨k_t∘k_t, dA_t⟩,     λ_{T+1} = ⟨Ā_T, A_T⟩
///
/// p_t is what token t's own read of A adds to dA. λ is begun anew at the end of every chunk. Where gate gradients are not
/// summed so, these do nothing.
extension KeyDiagonal {
  /// λ_{t+1} from A_t and what later tokens left of dA, at the end of a sequence or a chunk.
  @inlinable static func beginCumulation<R: Rounding>(
    _ t: Int, _ head: HeadSlice<S>, _ states: [S], _ dA: [S], _ lambda: inout S, _ r: inout R
  ) where R.Value == S {
    guard r.gateGradients.isSummed, head.isLast(t) else { return }
    lambda = dot(states, at: head.local(t) + head.K, dA, at: 0, count: head.K, &r)
  }

  /// What a channel of the token adds: dA is that after its read.
  @inlinable static func cumulate<R: Rounding>(
    _ t: Int, _ i: Int, _ head: HeadSlice<S>, _ A: S, _ pull: S, _ dA: [S], _ lambda: inout S, _ r: inout R
  ) where R.Value == S {
    guard r.gateGradients.isSummed else { return }
    let k = head.problem.k[head.key(t) + i]
    lambda = r(lambda + r(A * pull))
    lambda = r(lambda - r(r(head.problem.gainATK[head.keyGate(t)] * (k * k)) * dA[i]))
  }

  /// Writes λ_t.
  @inlinable static func write<R: Rounding>(
    _ lambda: S, _ t: Int, _ head: HeadSlice<S>, into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where R.Value == S {
    if r.gateGradients.isSummed { gradients.logDecayATK.add(lambda, at: head.keyGate(t), &r) }
  }
}

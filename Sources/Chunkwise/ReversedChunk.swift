import Scalars

/// What a chunk computes forward and its reversal reads.
@usableFromInline struct ReversedChunk<K: Kernels> {
  @usableFromInline typealias S = K.Value
  /// Q, K and K̃, C×K.
  @usableFromInline let q, k, writeKey: Dense<S>
  /// E = V − (γ∘K) S − N D, and D = βE, C×V.
  @usableFromInline let error, d: Dense<S>
  /// N_ij = k_iᵀ Γ_ij k̃_j below the diagonal, zero offline, and M of CH-2, C×C.
  @usableFromInline let n, m: Dense<S>
  /// β; ones without.
  @usableFromInline let gains: [S]
  @usableFromInline let ratios: ChunkRatios<K>
  /// The state after the chunk, K×V.
  @usableFromInline let state: Dense<S>

  @inlinable init(
    q: Dense<S>, k: Dense<S>, writeKey: Dense<S>, error: Dense<S>, d: Dense<S>, n: Dense<S>, m: Dense<S>, gains: [S],
    ratios: ChunkRatios<K>, state: Dense<S>
  ) {
    (self.q, self.k, self.writeKey, self.error, self.d) = (q, k, writeKey, error, d)
    (self.n, self.m, self.gains, self.ratios, self.state) = (n, m, gains, ratios, state)
  }
}

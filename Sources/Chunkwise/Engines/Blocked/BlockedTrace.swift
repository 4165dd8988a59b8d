import DeltaScalars

/// What chunks compute forwards and their reversal reads.
///
/// With room for every chunk of a head it is the trace of a forward run; with room for one it is working memory.
public struct BlockedTrace<S: Scalar> {
  @usableFromInline let C, K, V: Int
  /// Whether there is room for one chunk only, which each in turn overwrites.
  @usableFromInline let isReused: Bool
  @usableFromInline let blocks: Blocks<S>

  @inlinable init(_ head: HeadInputs<S>, chunk: Int, keepsAll: Bool) {
    (C, K, V, isReused) = (min(chunk, head.tokens), head.K, head.V, !keepsAll)
    let n = keepsAll ? (head.tokens + C - 1) / C : 1
    blocks = Blocks([keepsAll ? n * K * V : 0, n * C * V, n * C * V, n * C * C, n * C * C])
  }

  /// The part of the chunk that begins with a token.
  @inlinable func chunk(at token: Int) -> KeptChunk<S> {
    let i = isReused ? 0 : token / C
    return KeptChunk(
      state: blocks[0] + i * K * V, prediction: blocks[1] + i * C * V, d: blocks[2] + i * C * V,
      n: blocks[3] + i * C * C, m: blocks[4] + i * C * C)
  }
}

/// The part of a trace that belongs to one chunk of C tokens.
@usableFromInline struct KeptChunk<S> {
  /// S_0, K×V; not there in working memory.
  @usableFromInline let state: UnsafeMutablePointer<S>
  /// What S_0 predicts, (γ∘K) S_0, and D of CH-2, C×V.
  @usableFromInline let prediction, d: UnsafeMutablePointer<S>
  /// N_ij = k_iᵀ Γ_ij k̃_j, of meaning below the diagonal, and M of CH-2, C×C.
  @usableFromInline let n, m: UnsafeMutablePointer<S>

  @inlinable init(
    state: UnsafeMutablePointer<S>, prediction: UnsafeMutablePointer<S>, d: UnsafeMutablePointer<S>,
    n: UnsafeMutablePointer<S>, m: UnsafeMutablePointer<S>
  ) { (self.state, self.prediction, self.d, self.n, self.m) = (state, prediction, d, n, m) }
}

import DeltaScalars

/// Working memory of one head, allocated once for all its chunks.
@usableFromInline struct Scratch<S: Scalar> {
  /// γ∘K, γ∘Q̃ and Γ_C∘K̃, C×K.
  @usableFromInline let keys, queries, writes: UnsafeMutablePointer<S>
  /// L of CH-2, C×C.
  @usableFromInline let l: UnsafeMutablePointer<S>
  /// The two factors of a pair of halves (CH-5), C×K.
  @usableFromInline let late, early: UnsafeMutablePointer<S>
  @usableFromInline let blocks: Blocks<S>

  @inlinable init(chunk C: Int, K: Int) {
    blocks = Blocks([C * K, C * K, C * K, C * C, C * K, C * K])
    (keys, queries, writes) = (blocks[0], blocks[1], blocks[2])
    (l, late, early) = (blocks[3], blocks[4], blocks[5])
  }
}

import DeltaOperators
import DeltaScalars

/// `k̃_t = (A_t + diag Λ)⁻¹ k_t` with the Gram matrix of the key head.
@usableFromInline struct GramKey<S: Scalar>: PreconditionerForm {
  @usableFromInline let head: KeyHead<S>
  @inlinable init(_ head: KeyHead<S>) { self.head = head }

  @inlinable func apply<M: DiagonalMap>(_ map: M, _ places: ChunkInputPlaces<S>) where M.Value == S {
    GramState(head).solve(head.p.k, places) { places.writeKeys! + head.key($0) }
  }

  @inlinable func reverse<M: DifferentiableMap>(
    _ map: M, _ sum: HeadGradients<S>, _ reversal: Reversal<S>
  ) -> KeyGradients<S> where M.Value == S {
    let gram = GramState(head).reverse(
      solutions: head.rows(reversal.inputs.writeKeys), sum.writeKey, reversal)
    var result = KeyGradients(query: sum.query, key: sum.key.combined(gram.right, +).combined(gram.key, +))
    (result.lambda, result.preconditionerState) = (gram.lambda, gram.matrix)
    return result
  }
}

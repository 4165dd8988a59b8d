import DeltaOperators
import DeltaScalars

/// No preconditioner: the key writes itself, the query reads itself.
@usableFromInline struct PlainKeys<S: Scalar>: PreconditionerForm {
  @inlinable init(_ head: KeyHead<S>) {}

  @inlinable func apply<M: DiagonalMap>(_ map: M, _ places: ChunkInputPlaces<S>) where M.Value == S {}

  @inlinable func reverse<M: DifferentiableMap>(
    _ map: M, _ sum: HeadGradients<S>, _ reversal: Reversal<S>
  ) -> KeyGradients<S> where M.Value == S {
    KeyGradients(query: sum.query, key: sum.key.combined(sum.writeKey, +))
  }
}

import DeltaOperators
import DeltaScalars

/// `q̃ = q − d k` (GRAD-12).
@usableFromInline struct ShiftedQuery<S: Scalar>: PreconditionerForm {
  @usableFromInline let head: KeyHead<S>
  @inlinable init(_ head: KeyHead<S>) { self.head = head }

  @inlinable func apply<M: DiagonalMap>(_ map: M, _ places: ChunkInputPlaces<S>) where M.Value == S {
    let (p, d) = (head.p, head.p.shift[head.index])
    for i in 0..<head.tokens {
      for x in head.key(i)..<head.key(i) + head.K { places.queries![x] = p.q[x] - d * p.k[x] }
    }
  }

  /// `dk −= d dq̃`,  `dd −= ⟨k, dq̃⟩`.
  @inlinable func reverse<M: DifferentiableMap>(
    _ map: M, _ sum: HeadGradients<S>, _ reversal: Reversal<S>
  ) -> KeyGradients<S> where M.Value == S {
    let (d, k) = (head.p.shift[head.index], head.rows(head.p.k))
    var result = KeyGradients(
      query: sum.query, key: sum.key.combined(sum.writeKey, +).combined(sum.query) { $0 - d * $1 })
    result.shift = [zip(k.values, sum.query.values).reduce(S.zero) { $0 - $1.0 * $1.1 }]
    return result
  }
}

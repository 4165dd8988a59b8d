import DeltaOperators
import DeltaScalars

/// `q̃_t = q_t ⊘ (A_t + Λ)` (OP-P).
@usableFromInline struct DiagonalQuery<S: Scalar>: PreconditionerForm {
  @usableFromInline let head: KeyHead<S>
  @inlinable init(_ head: KeyHead<S>) { self.head = head }

  @inlinable func apply<M: DiagonalMap>(_ map: M, _ places: ChunkInputPlaces<S>) where M.Value == S {
    let (p, diagonal) = (head.p, DiagonalState(head))
    let a = diagonal.state(places)
    for i in 0..<head.tokens {
      diagonal.advance(a, i)
      let key = head.key(i)
      for c in 0..<head.K { places.queries![key + c] = p.q[key + c] / (a[c] + p.lambda[head.ridge + c]) }
    }
  }

  /// `dq = dq̃ ⊘ (A + Λ)`, and `q̃∘dq` leaves dA and dΛ.
  @inlinable func reverse<M: DifferentiableMap>(
    _ map: M, _ sum: HeadGradients<S>, _ reversal: Reversal<S>
  ) -> KeyGradients<S> where M.Value == S {
    let (p, queries) = (head.p, head.rows(reversal.inputs.queries))
    var result = KeyGradients(query: sum.query, key: sum.key.combined(sum.writeKey, +))
    result.lambda = .init(repeating: .zero, count: head.K)
    DiagonalState(head).reverse(into: &result, reversal.cotangents) { i, c, state, _, result in
      let dq = result.query[i, c] / (state + p.lambda[head.ridge + c])
      result.lambda[c] -= queries[i, c] * dq
      result.query[i, c] = dq
      return -(queries[i, c] * dq)
    }
    return result
  }
}

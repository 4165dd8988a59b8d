import DeltaOperators
import DeltaScalars

/// `q̃_t = (H_t + diag Λ)⁻¹ q_t` with the Gram matrix of each value head, decayed and gained as its state is.
@usableFromInline struct GramQuery<S: Scalar>: PreconditionerForm {
  @usableFromInline let head: KeyHead<S>
  @inlinable init(_ head: KeyHead<S>) { self.head = head }

  @inlinable func apply<M: DiagonalMap>(_ map: M, _ places: ChunkInputPlaces<S>) where M.Value == S {
    for valueHead in head.valueHeads {
      GramState(head, valueHead: valueHead).solve(head.p.q, places) {
        places.queries! + head.gate($0, valueHead) * head.K
      }
    }
  }

  /// From dq̃ of a value head to dq, and what flows to its key, ridge, gain, decay and initial matrix.
  @inlinable func reverse(valueHead: Int, _ d: inout HeadGradients<S>, _ reversal: Reversal<S>) {
    let gram = GramState(head, valueHead: valueHead).reverse(
      solutions: head.rows(reversal.inputs.queries, ofValueHead: valueHead), d.query, reversal)
    d.query = gram.right
    d.key = d.key.combined(gram.key, +)
    (d.lambda, d.gram) = (gram.lambda, gram.matrix)
    for i in 0..<head.tokens {
      d.gain[i, 0] += gram.gain[i]
      d.decay[i, 0] += gram.decay[i]
    }
  }

  @inlinable func reverse<M: DifferentiableMap>(
    _ map: M, _ sum: HeadGradients<S>, _ reversal: Reversal<S>
  ) -> KeyGradients<S> where M.Value == S {
    KeyGradients(query: sum.query, key: sum.key.combined(sum.writeKey, +))
  }
}

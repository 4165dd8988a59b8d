import DeltaOperators
import DeltaScalars

/// Reverses ``HeadStreams``: from the gradients of write keys and read queries to those of keys and queries (GRAD-12).
///
/// `head` is any value head of the key head. The Gram matrix of a value head has been reversed with that.
@inlinable func reverseStreams<S, M: DifferentiableMap, R: Rounding>(
  _ head: HeadSlice<S>, _ streams: StreamGradients<S>, map: M, diagonal: inout [S], _ cotangents: LoweredOutputs<S>,
  into gradients: inout LoweredGradients<S>, rounding: inout R
) where M.Value == S, R.Value == S {
  let p = head.problem
  let preconditioner = p.op.axes.preconditioner
  // What no preconditioner stands between flows on as it is.
  if preconditioner != .squashedDiagonal, preconditioner != .gramKey {
    head.add(streams.writeKeys, to: &gradients.k, &rounding)
  }
  if preconditioner != .diagonalQuery, preconditioner != .gramQuery {
    head.add(streams.queries, to: &gradients.q, &rounding)
  }
  switch preconditioner {
  case .none, .gramQuery: break
  case .squashedDiagonal, .diagonalQuery:
    let states = diagonalStates(head, diagonal: &diagonal, rounding: &rounding)
    reverseDiagonal(head, states: states, streams, map: map, cotangents, into: &gradients, rounding: &rounding)
  case .gramKey:
    let dk = reverseGram(
      head, solutions: head.writeKeys, gradients: streams.writeKeys, cotangents, into: &gradients,
      rounding: &rounding)
    head.add(dk, to: &gradients.k, &rounding)
  case .shiftedQuery:
    // q̃ = q − d k:  dk −= d dq̃,  dd −= ⟨k, dq̃⟩.
    for t in head.tokens {
      for i in 0..<head.K {
        let (key, dq) = (head.key(t) + i, streams.queries[head.local(t) + i])
        gradients.k.add(-rounding.accumulator(p.shift[head.keyHead] * dq), at: key, &rounding)
        gradients.shift.add(-rounding.accumulator(p.k[key] * dq), at: head.keyHead, &rounding)
      }
    }
  }
}

extension HeadSlice {
  /// Adds a stream, `[tokens,K]`, to the rows of this head's key head in `[B,T,H,K]`.
  @inlinable func add<R: Rounding>(_ stream: [S], to rows: inout [S], _ rounding: inout R) where R.Value == S {
    for t in tokens {
      for i in 0..<K { rows.add(stream[local(t) + i], at: key(t) + i, &rounding) }
    }
  }
}

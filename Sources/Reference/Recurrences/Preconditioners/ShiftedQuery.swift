import DeltaOperators
import DeltaScalars

/// The read query `q̃ = q − d k`, and its reverse (OP-P, GRAD-12).
@usableFromInline struct ShiftedQuery<S: Scalar>: PreconditionerForm {
  @inlinable init(_ head: HeadSlice<S>) {}
  @inlinable var state: [S] { [] }

  @inlinable func advance<M: DiagonalMap, R: Rounding>(
    _ t: Int, _ head: inout HeadSlice<S>, _ map: M, _ r: inout R
  ) where M.Value == S, R.Value == S {
    let (key, local, d) = (head.key(t), head.local(t), head.problem.shift[head.keyHead])
    for i in 0..<head.K {
      head.queries[local + i] = r(head.queries[local + i] - r(d * head.problem.k[key + i]))
    }
  }

  @inlinable static func reverse<M: DifferentiableMap, R: Rounding>(
    _ head: HeadSlice<S>, _ flow: RowGradients<S>, _ dA: inout [S], _ map: M,
    into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where M.Value == S, R.Value == S {
    let d = head.problem.shift[head.keyHead]
    for t in head.tokens {
      for i in 0..<head.K {
        // dq += dq̃ passes as it is;  dk −= d dq̃,  dd −= ⟨k, dq̃⟩.
        let (key, dq) = (head.key(t) + i, flow.queries[head.local(t) + i])
        gradients.k.add(-r(d * dq), at: key, &r)
        gradients.shift.add(-r(head.problem.k[key] * dq), at: head.keyHead, &r)
      }
    }
  }
}

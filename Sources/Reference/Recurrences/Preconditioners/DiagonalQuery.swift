import DeltaOperators
import DeltaScalars

/// The read query `q̃_t = q_t ⊘ (A_t + Λ)` with the diagonal A of the key Gram matrix, and its reverse (OP-P, GRAD-3).
@usableFromInline struct DiagonalQuery<S: Scalar>: PreconditionerForm {
  @usableFromInline var diagonal: KeyDiagonal<S>

  @inlinable init(_ head: HeadSlice<S>) { diagonal = KeyDiagonal(head) }
  @inlinable static var passesQueries: Bool { false }
  @inlinable var state: [S] { diagonal.elements }

  @inlinable mutating func advance<M: DiagonalMap, R: Rounding>(
    _ t: Int, _ head: inout HeadSlice<S>, _ map: M, _ r: inout R
  ) where M.Value == S, R.Value == S {
    let (key, local, ridge) = (head.key(t), head.local(t), head.keyHead * head.K)
    for i in 0..<head.K {
      let A = diagonal.advance(t, i, head, &r)
      head.queries[local + i] = r(head.problem.q[key + i] / r(A + head.problem.lambda[ridge + i]))
    }
  }

  @inlinable static func reverse<M: DifferentiableMap, R: Rounding>(
    _ head: HeadSlice<S>, _ flow: RowGradients<S>, _ dA: inout [S], _ map: M,
    into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where M.Value == S, R.Value == S {
    let (K, states, ridge) = (head.K, KeyDiagonal.states(head, &r), head.keyHead * head.K)
    var lambda = S.zero
    for t in head.tokens.reversed() {
      let (key, local) = (head.key(t), head.local(t))
      KeyDiagonal.beginCumulation(t, head, states, dA, &lambda, &r)
      for i in 0..<K {
        // q̃ = q/(A + Λ):  dq += dq̃/(A + Λ),  dA −= q̃ dq̃/(A + Λ),  dΛ likewise.
        let dq = r(flow.queries[local + i] / r(states[local + K + i] + head.problem.lambda[ridge + i]))
        gradients.q.add(dq, at: key + i, &r)
        let pull = r(head.queries[local + i] * dq)
        dA[i] = r(dA[i] - pull)
        gradients.lambda.add(-pull, at: ridge + i, &r)

        KeyDiagonal.cumulate(t, i, head, states[local + K + i], -pull, dA, &lambda, &r)
        KeyDiagonal.reverse(t, i, head, from: states[local + i], &dA, into: &gradients, &r)
      }
      KeyDiagonal.write(lambda, t, head, into: &gradients, &r)
    }
  }
}

import DeltaOperators
import DeltaScalars

/// The exact write key `k̃_t = (A_t + diag Λ)⁻¹ k_t` with `A_t = A_{t−1} + k_t k_tᵀ` of a key head, and its reverse (OP-P,
/// EQ-2, GRAD-10).
@usableFromInline struct GramKey<S: Scalar>: PreconditionerForm {
  @usableFromInline var gram: GramMatrix<S>

  @inlinable init(_ head: HeadSlice<S>) { gram = GramMatrix(head) }
  @inlinable static var passesWriteKeys: Bool { false }
  @inlinable var state: [S] { gram.elements }

  @inlinable mutating func advance<M: DiagonalMap, R: Rounding>(
    _ t: Int, _ head: inout HeadSlice<S>, _ map: M, _ r: inout R
  ) where M.Value == S, R.Value == S {
    gram.advance(t, head, &r)
    let writeKey = gram.solution(head.problem.k, at: head.key(t), head, &r)
    for i in 0..<head.K { head.writeKeys[head.local(t) + i] = writeKey[i] }
  }

  @inlinable static func reverse<M: DifferentiableMap, R: Rounding>(
    _ head: HeadSlice<S>, _ flow: RowGradients<S>, _ dA: inout [S], _ map: M,
    into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where M.Value == S, R.Value == S {
    let dk = GramMatrix.reverse(
      head, solutions: head.writeKeys, gradients: flow.writeKeys, &dA, into: &gradients, &r)
    head.add(dk, to: &gradients.k, &r)
  }
}

import DeltaOperators
import DeltaScalars

/// The read query `q̃_t = (H_t + diag Λ)⁻¹ q_t` with `H_t = α_t H_{t−1} + gain_t k_t k_tᵀ` of a value head, and its reverse
/// (OP-P, GRAD-10).
///
/// The system may be solved by a few steps of conjugate gradients instead (OP-S).
@usableFromInline struct GramQuery<S: Scalar>: PreconditionerForm {
  @usableFromInline var gram: GramMatrix<S>

  @inlinable init(_ head: HeadSlice<S>) { gram = GramMatrix(head) }
  @inlinable static var isPerValueHead: Bool { true }
  @inlinable static var passesQueries: Bool { false }
  @inlinable var state: [S] { gram.elements }

  @inlinable mutating func advance<M: DiagonalMap, R: Rounding>(
    _ t: Int, _ head: inout HeadSlice<S>, _ map: M, _ r: inout R
  ) where M.Value == S, R.Value == S {
    gram.advance(t, head, &r)
    let query =
      switch head.problem.options.gramSolve {
      case .exact: gram.solution(head.problem.q, at: head.key(t), head, &r)
      case .conjugateGradient(let iterations, let start, _):
        gram.conjugateGradients(head.problem.q, at: head.key(t), head, iterations: iterations, from: start, &r)
      }
    for i in 0..<head.K { head.queries[head.local(t) + i] = query[i] }
  }

  @inlinable static func reverse<M: DifferentiableMap, R: Rounding>(
    _ head: HeadSlice<S>, _ flow: RowGradients<S>, _ dA: inout [S], _ map: M,
    into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where M.Value == S, R.Value == S {
    let dq = GramMatrix.reverse(
      head, solutions: head.queries, gradients: flow.queries, &dA, into: &gradients, &r)
    head.add(dq, to: &gradients.q, &r)
  }
}

import DeltaOperators
import DeltaScalars

/// `A_t = α_t A_{t−1} + gain_t k kᵀ` of a value head, or of a key head with α and gain one, and the solutions
/// `x_t = (A_t + diag Λ)⁻¹ b_t` that read it (OP-P).
@usableFromInline struct GramState<S: Scalar> {
  @usableFromInline let head: KeyHead<S>
  /// Nil for the matrix of the key head.
  @usableFromInline let valueHead: Int?
  @usableFromInline let solver: RidgeSolver<S>

  @inlinable init(_ head: KeyHead<S>, valueHead: Int? = nil) {
    (self.head, self.valueHead, solver) = (head, valueHead, RidgeSolver(K: head.K))
  }

  /// The place of its matrix among all.
  @inlinable var slot: Int { valueHead.map { head.sequence.index * head.p.shape.HV + $0 } ?? head.slot }

  @inlinable func decay(_ i: Int) -> S { at(i, in: head.p.decay) }
  @inlinable func gain(_ i: Int) -> S { at(i, in: head.p.gain) }
  @inlinable func at(_ i: Int, in gates: [S]) -> S {
    guard let valueHead, !gates.isEmpty else { return .one }
    return gates[head.gate(i, valueHead)]
  }

  /// From A_{t−1} to A_t.
  @inlinable func advance(_ gram: UnsafeMutablePointer<S>, _ i: Int) {
    solver.advance(gram, decay: decay(i), gain: gain(i), head.p.k, head.key(i))
  }

  /// Advances over all tokens, and solves for the row of `right` at each.
  @inlinable func solve(
    _ right: [S], _ places: ChunkInputPlaces<S>, into x: (_ i: Int) -> UnsafeMutablePointer<S>
  ) {
    let gram = places.preconditionerState! + slot * head.K * head.K
    for i in 0..<head.tokens {
      advance(gram, i)
      if case .conjugateGradient(let steps, let start, _) = head.p.options.gramSolve {
        solver.conjugateGradients(
          gram, head.p.lambda, head.ridge, right, head.key(i), steps: steps, start, head.p.solveEps, into: x(i))
      } else {
        solver.solve(gram, head.p.lambda, head.ridge, right, head.key(i), into: x(i))
      }
    }
  }
}

import DeltaOperators
import DeltaScalars

/// What flows back through one key head of one sequence.
@usableFromInline struct KeyGradients<S: Scalar>: Sendable {
  /// dq and dk, `[tokens,K]`.
  @usableFromInline var query, key: Dense<S>
  /// dα^P and dβ^P, `[tokens]`; empty without a diagonal.
  @usableFromInline var decayATK: [S] = []
  @usableFromInline var gainATK: [S] = []
  /// Of the preconditioner's initial state, the ridge, the centre and the shift; empty where there is none.
  @usableFromInline var preconditionerState: [S] = []
  @usableFromInline var lambda: [S] = []
  @usableFromInline var centre: [S] = []
  @usableFromInline var shift: [S] = []

  @inlinable init(query: Dense<S>, key: Dense<S>) { (self.query, self.key) = (query, key) }

  /// Adds to the gradients of the problem.
  @inlinable func add(to gradients: inout LoweredGradients<S>, _ head: KeyHead<S>) {
    let K = head.K
    for i in 0..<head.tokens {
      for c in 0..<K {
        gradients.q[head.key(i) + c] = query[i, c]
        gradients.k[head.key(i) + c] = key[i, c]
      }
      guard !gainATK.isEmpty else { continue }
      (gradients.decayATK[head.token(i)], gradients.gainATK[head.token(i)]) = (decayATK[i], gainATK[i])
    }
    for i in preconditionerState.indices {
      gradients.a0[head.slot * preconditionerState.count + i] = preconditionerState[i]
    }
    for c in lambda.indices { gradients.lambda[head.ridge + c] += lambda[c] }
    for i in centre.indices { gradients.centre[head.index + i] += centre[i] }
    for i in shift.indices { gradients.shift[head.index + i] += shift[i] }
  }
}

import DeltaOperators
import DeltaScalars

/// What flows back through one key head of one sequence.
@usableFromInline struct KeyGradients<S: Scalar>: Sendable {
  /// dq and dk, `[tokens,K]`.
  @usableFromInline var query, key: Dense<S>
  /// dβ^P and α^P dα^P, `[tokens]`; empty without a diagonal.
  @usableFromInline var gainATK: [S] = []
  @usableFromInline var logATK: [S] = []
  /// Of the curvature's initial state, the ridge, the centre and the shift; empty where there is none.
  @usableFromInline var curvature: [S] = []
  @usableFromInline var lambda: [S] = []
  @usableFromInline var centre: [S] = []
  @usableFromInline var shift: [S] = []

  @inlinable init(query: Dense<S>, key: Dense<S>) { (self.query, self.key) = (query, key) }

  /// Adds to the gradients of the problem.
  @inlinable func add(
    to gradients: inout LoweredGradients<S>, _ p: Lowered<S>, _ sequence: Shape.Sequence, _ keyHead: Int
  ) {
    let s = p.shape
    for i in 0..<sequence.tokens.count {
      let token = (sequence.row * s.T + sequence.tokens.lowerBound + i) * s.H + keyHead
      for c in 0..<s.K {
        gradients.q[token * s.K + c] = query[i, c]
        gradients.k[token * s.K + c] = key[i, c]
      }
      guard !gainATK.isEmpty else { continue }
      (gradients.gainATK[token], gradients.decayATK[token]) = (gainATK[i], logATK[i])
    }
    let slot = sequence.index * s.H + keyHead
    for i in curvature.indices { gradients.a0[slot * curvature.count + i] = curvature[i] }
    for c in lambda.indices { gradients.lambda[keyHead * s.K + c] += lambda[c] }
    for i in centre.indices { gradients.centre[keyHead + i] += centre[i] }
    for i in shift.indices { gradients.shift[keyHead + i] += shift[i] }
  }
}

import DeltaOperators
import DeltaScalars

/// What flows back through one value head of one sequence.
@usableFromInline struct HeadGradients<S: Scalar>: Sendable {
  /// dq̃, or dq where the head has queries of its own; dk of erase and gain; dk̃: `[tokens,K]`.
  @usableFromInline var query, key, writeKey: Dense<S>
  /// dv, `[tokens,V]`.
  @usableFromInline var value: Dense<S>
  /// α dα, `[tokens,K]` or `[tokens,1]`.
  @usableFromInline var logs: Dense<S>
  /// Of the gains, `[tokens]`.
  @usableFromInline var gain, eraseGain: [S]
  /// dS_0, `[K,V]`.
  @usableFromInline var state: [S] = []
  /// Of the ridge and of the Gram matrix of a value head.
  @usableFromInline var lambda: [S] = []
  @usableFromInline var gram: [S] = []

  @inlinable init(tokens n: Int, K: Int, V: Int, isPerChannel: Bool) {
    (query, key, writeKey, value) = (Dense(n, K), Dense(n, K), Dense(n, K), Dense(n, V))
    logs = Dense(n, isPerChannel ? K : 1)
    gain = .init(repeating: .zero, count: n)
    eraseGain = gain
  }

  /// Adds what belongs to the value head to the gradients of the problem.
  @inlinable func add(
    to gradients: inout LoweredGradients<S>, _ p: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int
  ) {
    let (s, width) = (p.shape, logs.columns)
    for i in 0..<sequence.tokens.count {
      let gate = (sequence.row * s.T + sequence.tokens.lowerBound + i) * s.HV + head
      for j in 0..<s.V { gradients.v[gate * s.V + j] = value[i, j] }
      if !p.decay.isEmpty { for c in 0..<width { gradients.decay[gate * width + c] = logs[i, c] } }
      if p.op.axes.gain != .one { gradients.gain[gate] = gain[i] }
      if p.op.axes.gain == .split { gradients.eraseGain[gate] = eraseGain[i] }
    }
    let slot = sequence.index * s.HV + head
    for i in state.indices { gradients.h0[slot * state.count + i] = state[i] }
    for i in gram.indices { gradients.a0[slot * gram.count + i] = gram[i] }
    for c in lambda.indices { gradients.lambda[s.keyHead(of: head) * s.K + c] += lambda[c] }
  }
}

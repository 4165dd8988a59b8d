import DeltaOperators
import DeltaScalars

/// What flows back through one value head of one sequence.
@usableFromInline struct HeadGradients<S: Scalar>: Sendable {
  /// dq̃, or dq where the head has queries of its own; dk of erase and gain; dk̃: `[tokens,K]`.
  @usableFromInline var query, key, writeKey: Dense<S>
  /// dv, `[tokens,V]`.
  @usableFromInline var value: Dense<S>
  /// dα, `[tokens,K]` or `[tokens,1]`.
  @usableFromInline var decay: Dense<S>
  /// Of the gains, `[tokens,1]`, or `[tokens,V]` and `[tokens,K]` where channels have gains.
  @usableFromInline var gain, eraseGain: Dense<S>
  /// With respect to the state, `[K,V]`: S̄_T before the engine has run, dS_0 after.
  @usableFromInline var state: [S]
  /// Of the ridge and of the Gram matrix of a value head.
  @usableFromInline var lambda: [S] = []
  @usableFromInline var gram: [S] = []

  @inlinable init(_ p: Lowered<S>, _ head: ValueHead, state: [S]) {
    let (s, n) = (p.shape, head.sequence.tokens.count)
    (query, key, writeKey, value) = (Dense(n, s.K), Dense(n, s.K), Dense(n, s.K), Dense(n, s.V))
    decay = Dense(n, p.op.axes.decay.isPerChannel ? s.K : 1)
    (gain, eraseGain, self.state) = (Dense(n, 1), Dense(n, 1), state)
  }

  /// Has an engine write them, given the gradients of all outputs.
  @inlinable mutating func fill(
    _ inputs: HeadInputs<S>, _ head: ValueHead, _ s: Shape, _ dO: [S],
    _ backward: (HeadGradientRows<S>, _ dO: Rows<S>, _ state: UnsafeMutablePointer<S>) -> Void
  ) {
    let written = [query, key, writeKey, value, decay, gain, eraseGain]
    let blocks = Blocks<S>(written.map { $0.rows * $0.columns })
    let rows = written.indices.map { MutableRows(blocks[$0], written[$0].columns) }
    var isDecaying = true
    if case .none = inputs.decay { isDecaying = false }
    let places = HeadGradientRows(
      q: rows[0], k: rows[1], writeKey: rows[2], v: rows[3], decay: isDecaying ? rows[4] : nil,
      gain: inputs.gain == nil ? nil : rows[5], eraseGain: inputs.eraseGain == nil ? nil : rows[6])
    dO.withUnsafeBufferPointer { dO in
      state.withUnsafeMutableBufferPointer {
        let first = dO.baseAddress! + (head.sequence.firstToken(s) * s.HV + head.index) * s.V
        backward(places, Rows(first, s.HV * s.V), $0.baseAddress!)
      }
    }
    let read = written.indices.map { Dense(written[$0].rows, written[$0].columns, UnsafePointer(blocks[$0])) }
    (query, key, writeKey, value) = (read[0], read[1], read[2], read[3])
    (decay, gain, eraseGain) = (read[4], read[5], read[6])
  }

  /// The sums of what value heads of a group hand to their key head, in the place of the first.
  @inlinable static func sum(_ heads: ArraySlice<HeadGradients>) -> HeadGradients {
    var sum = heads[heads.startIndex]
    for head in heads.dropFirst() {
      sum.query = sum.query.combined(head.query, +)
      sum.key = sum.key.combined(head.key, +)
      sum.writeKey = sum.writeKey.combined(head.writeKey, +)
    }
    return sum
  }

  /// Adds what belongs to the value head to the gradients of the problem.
  @inlinable func add(to gradients: inout LoweredGradients<S>, _ p: Lowered<S>, _ head: ValueHead) {
    let (s, width) = (p.shape, decay.columns)
    for i in 0..<value.rows {
      let gate = (head.sequence.firstToken(s) + i) * s.HV + head.index
      for j in 0..<s.V { gradients.v[gate * s.V + j] = value[i, j] }
      if !gradients.decay.isEmpty { for c in 0..<width { gradients.decay[gate * width + c] = decay[i, c] } }
      if !gradients.gain.isEmpty {
        for j in 0..<gain.columns { gradients.gain[gate * gain.columns + j] = gain[i, j] }
      }
      if !gradients.eraseGain.isEmpty {
        for c in 0..<eraseGain.columns { gradients.eraseGain[gate * eraseGain.columns + c] = eraseGain[i, c] }
      }
    }
    let slot = head.slot(s)
    for i in state.indices { gradients.h0[slot * state.count + i] = state[i] }
    for i in gram.indices { gradients.a0[slot * gram.count + i] = gram[i] }
    for c in lambda.indices { gradients.lambda[s.keyHead(of: head.index) * s.K + c] += lambda[c] }
  }
}

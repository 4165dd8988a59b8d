import Operators
import Scalars

/// The states of one value head at the starts of its segments of about √T tokens.
@usableFromInline struct Checkpoints<S: Scalar> {
  @usableFromInline var segments: [Range<Int>] = []
  @usableFromInline var states: [[S]] = []

  /// Runs the head forward and keeps the state before each segment.
  @inlinable init<R: Rounding>(_ head: HeadSlice<S>, _ writeKeys: [S], _ rounding: inout R) where R.Value == S {
    let (tokens, size) = (head.tokens, head.K * head.V)
    let length = max(1, Int(Double(tokens.count).squareRoot()))
    let h0 = head.problem.h0
    var state = h0.isEmpty ? [S](repeating: .zero, count: size) : Array(h0[head.state..<head.state + size])
    for start in stride(from: tokens.lowerBound, to: tokens.upperBound, by: length) {
      let segment = start..<min(start + length, tokens.upperBound)
      segments.append(segment)
      states.append(state)
      if segment.upperBound == tokens.upperBound { break }
      for t in segment { state = TokenTrace(head, writeKeys, t, from: state, &rounding).state }
    }
  }
}

/// What one token does to the state, with all that its reversal reads (OP-1, OP-2).
///
///     S′ = D_t S_{t−1}     e = v_t − S′ᵀk_t online, v_t offline     u = β_t e     S_t = S′ + k̃_t uᵀ
@usableFromInline struct TokenTrace<S: Scalar> {
  /// S_{t−1}, S′ and S_t, `[K,V]`.
  @usableFromInline var before, decayed, state: [S]
  /// e and u, `[V]`.
  @usableFromInline var error, write: [S]

  @inlinable init<R: Rounding>(
    _ head: HeadSlice<S>, _ writeKeys: [S], _ t: Int, from before: [S], _ rounding: inout R
  ) where R.Value == S {
    let (p, K, V, axes) = (head.problem, head.K, head.V, head.problem.op.axes)
    self.before = before
    decayed = before
    for i in 0..<K {
      guard let gate = head.decay(t, row: i) else { break }
      for j in 0..<V { decayed[i * V + j] = rounding.accumulator(p.decay[gate] * before[i * V + j]) }
    }
    error = Array(p.v[head.value(t)..<head.value(t) + V])
    if axes.solve == .online {
      let prediction = transposedProduct(decayed, at: 0, K, V, p.k, at: head.key(t), &rounding)
      for j in 0..<V { error[j] = rounding.accumulator(error[j] - prediction[j]) }
    }
    write = error
    if axes.gain == .beta {
      for j in 0..<V { write[j] = rounding.accumulator(p.gain[head.gate(t)] * error[j]) }
    }
    state = decayed
    addOuter(&state, K, V, writeKeys, at: head.writeKey(t), write, at: 0, &rounding)
    for i in state.indices { state[i] = rounding.state(state[i]) }
  }
}

import DeltaOperators
import DeltaScalars

/// One value head of one sequence: OP-1 (online) or OP-2 (offline), token after token.
///
/// How the state is kept is the caller's choice: as a matrix, or deferred (TOL-2). The equations are the same.
@inlinable func recurHead<S, H: HeadState, R: Rounding>(
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int, _ streams: HeadStreams<S>, _ gains: [S],
  state S_t: inout H, o: inout [S], rounding: inout R
) where H.Value == S, R.Value == S {
  let s = p.shape
  let (K, V) = (s.K, s.V)
  var corrections = [S](repeating: .zero, count: V)
  // Buffers, not arrays: the inner loops are free of bounds and uniqueness checks.
  withBuffers(&corrections, &o, streams.queries, p.k, streams.writeKeys) { u, o, q, k, writeKeys in
    for t in sequence.tokens {
      let row = sequence.row * s.T + t
      let gate = row * s.HV + head
      let key = (row * s.H + s.keyHead(of: head)) * K
      let local = t - sequence.tokens.lowerBound
      advanceToken(
        p, gate: gate, gain: gains.isEmpty ? .one : gains[local], key: k + key, writeKey: writeKeys + local * K, u,
        state: &S_t, rounding: &rounding)

      // o_t = S_tᵀ q̃_t.
      S_t.transposedProduct(q + local * K, into: u, &rounding)
      for j in 0..<V { o[gate * V + j] = rounding.output(u[j]) }
    }
  }
}

/// One token of a value head without its read: from S_{t−1} to S_t.
///
/// `u` has room for V elements; on return it holds u_t.
@inlinable @inline(__always) func advanceToken<S, H: HeadState, R: Rounding>(
  _ p: Lowered<S>, gate: Int, gain: S, key: UnsafePointer<S>, writeKey: UnsafePointer<S>,
  _ u: UnsafeMutablePointer<S>, state S_t: inout H, rounding: inout R
) where H.Value == S, R.Value == S {
  let (K, V, axes, value) = (p.shape.K, p.shape.V, p.op.axes, gate * p.shape.V)

  // S_{t−1}ᵀ k_t, where the erase reads the state before its decay.
  if axes.solve == .onlineBeforeDecay { S_t.transposedProduct(key, into: u, &rounding) }

  // D_t S_{t−1}: elsewhere the decay comes before the erase reads the state.
  switch axes.decay {
  case .none: break
  case .constant, .scalar: for i in 0..<K { S_t.scale(row: i, by: p.decay[gate], &rounding) }
  case .channel: for i in 0..<K { S_t.scale(row: i, by: p.decay[gate * K + i], &rounding) }
  }

  // u_t = gain_t (v_t − (D_t S_{t−1})ᵀ k_t) online, gain_t v_t offline; split, β_t v_t − β̃_t (…)ᵀ k_t.
  if axes.solve == .online { S_t.transposedProduct(key, into: u, &rounding) }
  for j in 0..<V {
    if axes.gain == .split {
      let (write, erase) = (gain * p.v[value + j], p.eraseGain[gate] * u[j])
      u[j] = rounding.accumulator(rounding.accumulator(write) - rounding.accumulator(erase))
    } else if axes.solve.erases {
      u[j] = rounding.accumulator(p.v[value + j] - u[j])
    } else {
      u[j] = p.v[value + j]
    }
  }
  if axes.gain != .one && axes.gain != .split {
    for j in 0..<V { u[j] = rounding.accumulator(gain * u[j]) }
  }

  // S_t = D_t S_{t−1} + k̃_t u_tᵀ.
  for j in 0..<V { u[j] = rounding.operand(u[j]) }
  S_t.addOuter(writeKey, u, &rounding)
}

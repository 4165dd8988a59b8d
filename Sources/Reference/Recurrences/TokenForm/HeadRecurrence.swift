import DeltaOperators
import DeltaScalars

/// One value head of one sequence: OP-1 (online) or OP-2 (offline), token after token.
///
/// How the state is kept is the caller's choice: as a matrix, or deferred (TOL-2). The equations are the same.
@inlinable func recurHead<S, H: HeadState, R: Rounding>(
  _ head: HeadSlice<S>, state S_t: inout H, o: inout [S], _ r: inout R
) where H.Value == S, R.Value == S {
  let (p, V) = (head.problem, head.V)
  var corrections = [S](repeating: .zero, count: V)
  // Buffers, not arrays: the inner loops are free of bounds and uniqueness checks.
  withBuffers(&corrections, &o, head.queries, head.keys, head.writeKeys) { u, o, q, k, writeKeys in
    for t in head.tokens {
      let (gate, local) = (head.gate(t), head.local(t))
      advanceToken(
        p, gate: gate, gain: head.gain(t), key: k + local, writeKey: writeKeys + local, u, state: &S_t, &r)

      // o_t = S_tᵀ q̃_t.
      S_t.transposedProduct(q + local, into: u, &r)
      for j in 0..<V { o[gate * V + j] = r.output(u[j]) }
    }
  }
}

/// One token of a value head without its read: from S_{t−1} to S_t.
///
/// `u` has room for V elements; on return it holds u_t.
@inlinable @inline(__always) func advanceToken<S, H: HeadState, R: Rounding>(
  _ p: Lowered<S>, gate: Int, gain: S, key: UnsafePointer<S>, writeKey: UnsafePointer<S>,
  _ u: UnsafeMutablePointer<S>, state S_t: inout H, _ r: inout R
) where H.Value == S, R.Value == S {
  let (K, V, axes, value) = (p.shape.K, p.shape.V, p.op.axes, gate * p.shape.V)
  let eraseGain = axes.gain.erasesApart ? p.eraseGain[gate] : gain

  // S_{t−1}ᵀ k_t, where the erase reads the state before its decay.
  if axes.solve == .onlineBeforeDecay { S_t.erasedProduct(key, gain: eraseGain, into: u, &r) }

  // D_t S_{t−1}: elsewhere the decay comes before the erase reads the state.
  switch axes.decay {
  case .none: break
  case .constant, .scalar: for i in 0..<K { S_t.scale(row: i, by: p.decay[gate], &r) }
  case .channel: for i in 0..<K { S_t.scale(row: i, by: p.decay[gate * K + i], &r) }
  }

  // u_t = gain_t (v_t − (D_t S_{t−1})ᵀ k_t) online, gain_t v_t offline; split, β_t v_t − β̃_t (…)ᵀ k_t.
  if axes.solve == .online { S_t.erasedProduct(key, gain: eraseGain, into: u, &r) }
  switch axes.gain {
  case .split:
    for j in 0..<V {
      let (write, erase) = (gain * p.v[value + j], eraseGain * u[j])
      u[j] = r(r(write) - r(erase))
    }
  // w_t∘v_t − (D_t S_{t−1})ᵀ(b_t∘k_t), the key being b_t∘k_t already.
  case .channel: for j in 0..<V { u[j] = r(r(p.gain[value + j] * p.v[value + j]) - u[j]) }
  case .one, .beta, .implicit, .normalised, .exponential:
    for j in 0..<V { u[j] = axes.solve.erases ? r(p.v[value + j] - u[j]) : p.v[value + j] }
    if axes.gain != .one { for j in 0..<V { u[j] = r(gain * u[j]) } }
  }

  // S_t = D_t S_{t−1} + k̃_t u_tᵀ.
  for j in 0..<V { u[j] = r.operand(u[j]) }
  S_t.addOuter(writeKey, u, &r)
}

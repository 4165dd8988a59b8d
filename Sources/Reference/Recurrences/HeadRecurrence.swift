import Operators
import Scalars

/// One value head of one sequence: OP-1 (online) or OP-2 (offline), token after token.
///
/// How the state is kept is the caller's choice: as a matrix, or deferred (TOL-2). The equations are the same.
@inlinable func recurHead<S, H: HeadState, R: Rounding>(
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int, writeKeys: [S], state S_t: inout H, o: inout [S],
  rounding: inout R
) where H.Value == S, R.Value == S {
  let s = p.shape
  let (K, V, axes) = (s.K, s.V, p.op.axes)
  var corrections = [S](repeating: .zero, count: V)
  // Buffers, not arrays: the inner loops are free of bounds and uniqueness checks.
  withBuffers(&corrections, &o, p.q, p.k, writeKeys) { u, o, q, k, writeKeys in
    for t in sequence.tokens {
      let row = sequence.row * s.T + t
      let gate = row * s.HV + head
      let key = (row * s.H + s.keyHead(of: head)) * K
      let value = gate * V

      // D_t S_{t−1}: the decay comes before the erase reads the state.
      switch axes.decay {
      case .none: break
      case .scalar: for i in 0..<K { S_t.scale(row: i, by: p.decay[gate], &rounding) }
      case .channel: for i in 0..<K { S_t.scale(row: i, by: p.decay[gate * K + i], &rounding) }
      }

      // u_t = β_t (v_t − (D_t S_{t−1})ᵀ k_t) online, β_t v_t offline.
      switch axes.solve {
      case .offline: for j in 0..<V { u[j] = p.v[value + j] }
      case .online:
        S_t.transposedProduct(k + key, into: u, &rounding)
        for j in 0..<V { u[j] = rounding.accumulator(p.v[value + j] - u[j]) }
      }
      if axes.gain == .beta { for j in 0..<V { u[j] = rounding.accumulator(p.gain[gate] * u[j]) } }

      // S_t = D_t S_{t−1} + k̃_t u_tᵀ.
      for j in 0..<V { u[j] = rounding.operand(u[j]) }
      S_t.addOuter(writeKeys + (t - sequence.tokens.lowerBound) * K, u, &rounding)

      // o_t = S_tᵀ q_t.
      S_t.transposedProduct(q + key, into: u, &rounding)
      for j in 0..<V { o[value + j] = rounding.output(u[j]) }
    }
  }
}

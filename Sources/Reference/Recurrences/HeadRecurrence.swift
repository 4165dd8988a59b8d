import Operators
import Scalars

/// One value head of one sequence: OP-1 (online) or OP-2 (offline), token after token.
@inlinable func recurHead<S, R: Rounding>(
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int, writeKeys: [S], into result: inout LoweredOutputs<S>,
  rounding: inout R
) where R.Value == S {
  let s = p.shape
  let (K, V, axes) = (s.K, s.V, p.op.axes)
  var corrections = [S](repeating: .zero, count: V)
  // Buffers, not arrays: the inner loops are free of bounds and uniqueness checks.
  withBuffers(&result.ht, &result.o, &corrections, p.q, p.k) { states, o, u, q, k in
    let S_t = Matrix(states + (sequence.index * s.HV + head) * K * V, columns: V)
    for t in sequence.tokens {
      let row = sequence.row * s.T + t
      let gate = row * s.HV + head
      let key = (row * s.H + s.keyHead(of: head)) * K
      let value = gate * V
      let writeKey = (t - sequence.tokens.lowerBound) * K

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
        S_t.transposedProduct(k + key, K, into: u, &rounding)
        for j in 0..<V { u[j] = rounding.accumulator(p.v[value + j] - u[j]) }
      }
      if axes.gain == .beta { for j in 0..<V { u[j] = rounding.accumulator(p.gain[gate] * u[j]) } }

      // S_t = D_t S_{t−1} + k̃_t u_tᵀ.
      for j in 0..<V { u[j] = rounding.operand(u[j]) }
      for i in 0..<K { S_t.addOuter(row: i, rounding.operand(writeKeys[writeKey + i]), u, &rounding) }

      // o_t = S_tᵀ q_t.
      S_t.transposedProduct(q + key, K, into: u, &rounding)
      for j in 0..<V { o[value + j] = rounding.output(u[j]) }
    }
  }
}

/// A K×V state in place: the three things that a recurrence does to it, each with its rounding points.
@usableFromInline struct Matrix<S: Scalar> {
  @usableFromInline let elements: UnsafeMutablePointer<S>
  @usableFromInline let columns: Int

  @inlinable init(_ elements: UnsafeMutablePointer<S>, columns: Int) {
    (self.elements, self.columns) = (elements, columns)
  }

  /// Row i of S times a decay.
  @inlinable func scale<R: Rounding>(row i: Int, by decay: S, _ rounding: inout R) where R.Value == S {
    for j in 0..<columns {
      elements[i * columns + j] = rounding.accumulator(decay * elements[i * columns + j])
    }
  }

  /// Sᵀx for a vector of `count` elements.
  @inlinable func transposedProduct<R: Rounding>(
    _ vector: UnsafePointer<S>, _ count: Int, into sums: UnsafeMutablePointer<S>, _ rounding: inout R
  ) where R.Value == S {
    for j in 0..<columns { sums[j] = .zero }
    for i in 0..<count {
      let x = rounding.operand(vector[i])
      for j in 0..<columns {
        var sum = sums[j]
        sum.addProduct(rounding.operand(elements[i * columns + j]), x)
        sums[j] = rounding.accumulator(sum)
      }
    }
  }

  /// Adds `weight·u` to row i of S.
  @inlinable func addOuter<R: Rounding>(row i: Int, _ weight: S, _ u: UnsafePointer<S>, _ rounding: inout R)
  where R.Value == S {
    for j in 0..<columns {
      var sum = elements[i * columns + j]
      sum.addProduct(weight, u[j])
      elements[i * columns + j] = rounding.state(rounding.accumulator(sum))
    }
  }
}

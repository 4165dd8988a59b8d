import DeltaOperators
import DeltaScalars

/// Reverses `x_t = (A_t + diag Λ)⁻¹ b_t` with `A_t = α_t A_{t−1} + gain_t k_t k_tᵀ`, last token first; returns db (GRAD-10).
///
/// x is the write key of a key head, with b = k and neither decay nor gain, or the read query of a value head, with b = q.
/// `dx` and db are `[tokens,K]`. A is symmetric, and so is its gradient dA.
@inlinable func reverseGram<S, R: Rounding>(
  _ head: HeadSlice<S>, solutions x: [S], gradients dx: [S], _ cotangents: LoweredOutputs<S>,
  into gradients: inout LoweredGradients<S>, rounding: inout R
) -> [S] where R.Value == S {
  let (p, K) = (head.problem, head.K)
  let isOfValueHead = p.op.axes.preconditioner == .gramQuery
  let (hasDecay, hasGain) = (isOfValueHead && !p.decay.isEmpty, isOfValueHead && !p.gain.isEmpty)
  let matrix =
    isOfValueHead ? head.sequence.index * p.shape.HV + head.head : head.sequence.index * p.shape.H + head.keyHead
  let (first, ridge) = (matrix * K * K, head.keyHead * K)
  func block(_ grams: [S]) -> [S] {
    grams.isEmpty ? [S](repeating: .zero, count: K * K) : Array(grams[first..<first + K * K])
  }
  var (dA, db) = (symmetricPart(block(cotangents.at), K, &rounding), dx)
  visitBackwards(
    head.tokens, from: block(p.a0),
    advance: { before, t in
      var after = before
      advanceGram(
        &after, at: 0, K, decay: hasDecay ? p.decay[head.gate(t)] : nil, gain: hasGain ? p.gain[head.gate(t)] : nil,
        p.k, at: head.key(t), &rounding)
      return after
    },
    visit: { t, before, after in
      let (local, key, gate) = (head.local(t), head.key(t), head.gate(t))

      // x = (A + diag Λ)⁻¹ b:  db = y = (A + diag Λ)⁻¹ dx,  dΛ −= y∘x,  dA −= (y xᵀ + x yᵀ)/2.
      let y = ridgeSolution(after, at: 0, K, p.lambda, at: ridge, dx, at: local, &rounding)
      for i in 0..<K {
        db[local + i] = y[i]
        gradients.lambda.add(-rounding.accumulator(y[i] * x[local + i]), at: ridge + i, &rounding)
        for j in 0...i {
          let outer = rounding.accumulator((y[i] * x[local + j] + x[local + i] * y[j]) / S(2))
          dA.add(-outer, at: i * K + j, &rounding)
          dA[j * K + i] = dA[i * K + j]
        }
      }

      // A = α A_{t−1} + gain k kᵀ:  dgain += ⟨k, dA k⟩,  dk += 2 gain dA k,  dα += ⟨dA, A_{t−1}⟩,  dA ← α dA.
      let dAk = product(dA, at: 0, K, K, p.k, at: key, &rounding)
      for i in 0..<K {
        let twice = rounding.accumulator(dAk[i] + dAk[i])
        let share = hasGain ? rounding.accumulator(p.gain[gate] * twice) : twice
        gradients.k.add(share, at: key + i, &rounding)
      }
      if hasGain { gradients.gain.add(dot(p.k, at: key, dAk, at: 0, count: K, &rounding), at: gate, &rounding) }
      if hasDecay {
        gradients.decay.add(dot(dA, at: 0, before, at: 0, count: K * K, &rounding), at: gate, &rounding)
        for i in 0..<K {
          for j in 0...i {
            dA[i * K + j] = rounding.state(rounding.accumulator(p.decay[gate] * dA[i * K + j]))
            dA[j * K + i] = dA[i * K + j]
          }
        }
      }
    })
  for i in dA.indices { gradients.a0[first + i] = dA[i] }
  return db
}

/// (M + Mᵀ)/2 of a K×K matrix.
@inlinable func symmetricPart<S, R: Rounding>(_ matrix: [S], _ K: Int, _ rounding: inout R) -> [S]
where R.Value == S {
  var result = matrix
  for i in 0..<K {
    for j in 0..<i {
      result[i * K + j] = rounding.accumulator((matrix[i * K + j] + matrix[j * K + i]) / S(2))
      result[j * K + i] = result[i * K + j]
    }
  }
  return result
}

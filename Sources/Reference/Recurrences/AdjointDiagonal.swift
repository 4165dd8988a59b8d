import DeltaOperators
import DeltaScalars

/// A_0 … A_T of one key head over one sequence, `[tokens+1,K]`; `diagonal` holds the initial states and is advanced.
@inlinable func diagonalStates<S, R: Rounding>(
  _ head: HeadSlice<S>, diagonal: inout [S], rounding: inout R
) -> [S] where R.Value == S {
  let (p, K) = (head.problem, head.K)
  let first = (head.sequence.index * p.shape.H + head.keyHead) * K
  var states = Array(diagonal[first..<first + K])
  for t in head.tokens {
    for channel in 0..<K {
      states.append(advanceDiagonal(p, head.sequence, head.keyHead, t, channel, &diagonal, &rounding).a)
    }
  }
  return states
}

/// Reverses the squashed write keys or the ridged queries of a key head, and its diagonal states (GRAD-3).
///
/// `dA` is the gradient with respect to A.
@inlinable func reverseDiagonal<S, M: DifferentiableMap, R: Rounding>(
  _ head: HeadSlice<S>, states: [S], _ streams: StreamGradients<S>, map: M, _ cotangents: LoweredOutputs<S>,
  into gradients: inout LoweredGradients<S>, rounding: inout R
) where M.Value == S, R.Value == S {
  let (p, K, keyHead) = (head.problem, head.K, head.keyHead)
  let first = (head.sequence.index * p.shape.H + keyHead) * K
  var dA = cotangents.at.isEmpty ? [S](repeating: .zero, count: K) : Array(cotangents.at[first..<first + K])
  for t in head.tokens.reversed() {
    let (at, local) = (head.key(t), head.local(t))
    let token = at / K
    for i in 0..<K {
      let (key, previous, state) = (p.k[at + i], states[local + i], states[local + K + i])
      if p.op.axes.preconditioner == .diagonalQuery {
        // q̃ = q/(A + Λ):  dq += dq̃/(A + Λ),  dA −= q̃ dq̃/(A + Λ),  dΛ likewise.
        let ridged = rounding.accumulator(state + p.lambda[keyHead * K + i])
        let dq = rounding.accumulator(streams.queries[local + i] / ridged)
        gradients.q.add(dq, at: at + i, &rounding)
        let pull = rounding.accumulator(head.queries[local + i] * dq)
        dA[i] = rounding.accumulator(dA[i] - pull)
        gradients.lambda.add(-pull, at: keyHead * K + i, &rounding)
      } else {
        // k̃ = B k:  dk += B dk̃,  dB = k dk̃.
        let (weight, dWriteKey) = (map.preconditioner(state, head: keyHead), streams.writeKeys[local + i])
        gradients.k.add(
          rounding.accumulator(rounding.accumulator(weight) * dWriteKey), at: at + i, &rounding)
        let dB = rounding.accumulator(key * dWriteKey)

        // B = B(A, c):  dA += ∂B/∂A dB,  dc += ∂B/∂c dB.
        let slope = map.differential(state, head: keyHead)
        dA.add(rounding.accumulator(rounding.accumulator(slope.state) * dB), at: i, &rounding)
        gradients.centre.add(rounding.accumulator(rounding.accumulator(slope.centre) * dB), at: keyHead, &rounding)
      }

      // A = α^P A_{t−1} + β^P k²:  dβ^P += k² dA,  dk += 2 β^P k dA,  dα^P += A_{t−1} dA,  dA ← α^P dA.
      gradients.gainATK.add(rounding.accumulator((key * key) * dA[i]), at: token, &rounding)
      let twice = p.gainATK[token] * (key + key)
      gradients.k.add(rounding.accumulator(twice * dA[i]), at: at + i, &rounding)
      gradients.decayATK.add(rounding.accumulator(previous * dA[i]), at: token, &rounding)
      dA[i] = rounding.state(rounding.accumulator(p.decayATK[token] * dA[i]))
    }
  }
  for i in 0..<K { gradients.a0[first + i] = dA[i] }
}

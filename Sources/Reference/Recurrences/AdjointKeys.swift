import Operators
import Scalars

/// The diagonal states and write keys of one key head over one sequence, kept for the reversal (OP-A).
@usableFromInline struct KeyTrace<S: Scalar> {
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline let keyHead: Int
  /// A_0 … A_T, `[tokens+1,K]`; empty without preconditioner.
  @usableFromInline var states: [S] = []
  /// B_t, `[tokens,K]`; empty without preconditioner.
  @usableFromInline var weights: [S] = []
  /// k̃_t, `[tokens,K]`.
  @usableFromInline var writeKeys: [S] = []

  @inlinable init<M: DiagonalMap, R: Rounding>(
    _ p: Lowered<S>, _ sequence: Shape.Sequence, _ keyHead: Int, map: M, rounding: inout R
  ) where M.Value == S, R.Value == S {
    (self.sequence, self.keyHead) = (sequence, keyHead)
    let (s, preconditioned) = (p.shape, p.op.axes.preconditioner == .squashedDiagonal)
    let (first, K) = ((sequence.index * s.H + keyHead) * s.K, s.K)
    if preconditioned {
      states = p.a0.isEmpty ? .init(repeating: .zero, count: K) : Array(p.a0[first..<first + K])
    }
    for t in sequence.tokens {
      let token = (sequence.row * s.T + t) * s.H + keyHead
      for i in 0..<K {
        let key = p.k[token * K + i]
        guard preconditioned else {
          writeKeys.append(key)
          continue
        }
        let decayed = rounding.accumulator(p.decayATK[token] * states[states.count - K])
        let square = rounding.accumulator(p.gainATK[token] * (key * key))
        states.append(rounding.state(rounding.accumulator(decayed + square)))
        weights.append(rounding.accumulator(map.preconditioner(states[states.count - 1], head: keyHead)))
        writeKeys.append(rounding.accumulator(weights[weights.count - 1] * key))
      }
    }
  }
}

/// Reverses the write keys and the diagonal state of one key head; `dA` is the gradient with respect to A (GRAD-3).
@inlinable func reverseKeys<S, M: DifferentiableMap, R: Rounding>(
  _ p: Lowered<S>, _ keys: KeyTrace<S>, writeKeyGradients dWriteKey: [S], map: M, _ cotangents: LoweredOutputs<S>,
  into gradients: inout LoweredGradients<S>, rounding: inout R
) where M.Value == S, R.Value == S {
  let (s, K, sequence, keyHead) = (p.shape, p.shape.K, keys.sequence, keys.keyHead)
  let preconditioned = p.op.axes.preconditioner == .squashedDiagonal
  let first = (sequence.index * s.H + keyHead) * K
  let final = cotangents.at
  var dA = final.isEmpty ? [S](repeating: .zero, count: K) : Array(final[first..<first + K])
  for t in sequence.tokens.reversed() {
    let token = (sequence.row * s.T + t) * s.H + keyHead
    let local = (t - sequence.tokens.lowerBound) * K
    for i in 0..<K {
      // k̃ = k without preconditioner.
      var dk = gradients.k[token * K + i]
      guard preconditioned else {
        gradients.k[token * K + i] = rounding.accumulator(dk + dWriteKey[local + i])
        continue
      }
      // k̃ = B k:  dk += B dWriteKey,  dB = k dWriteKey.
      let key = p.k[token * K + i]
      let (previous, state) = (keys.states[local + i], keys.states[local + K + i])
      dk = rounding.accumulator(dk + rounding.accumulator(keys.weights[local + i] * dWriteKey[local + i]))
      let dB = rounding.accumulator(key * dWriteKey[local + i])

      // B = B(A, c):  dA += ∂B/∂A dB,  dc += ∂B/∂c dB.
      let slope = map.differential(state, head: keyHead)
      dA[i] = rounding.accumulator(dA[i] + rounding.accumulator(rounding.accumulator(slope.state) * dB))
      gradients.centre[keyHead] = rounding.accumulator(
        gradients.centre[keyHead] + rounding.accumulator(rounding.accumulator(slope.centre) * dB))

      // A = α^P A_{t−1} + β^P k²:  dβ^P += k² dA,  dk += 2 β^P k dA,  dα^P += A_{t−1} dA,  dA ← α^P dA.
      gradients.gainATK[token] = rounding.accumulator(
        gradients.gainATK[token] + rounding.accumulator((key * key) * dA[i]))
      let twice = p.gainATK[token] * (key + key)
      gradients.k[token * K + i] = rounding.accumulator(dk + rounding.accumulator(twice * dA[i]))
      gradients.decayATK[token] = rounding.accumulator(
        gradients.decayATK[token] + rounding.accumulator(previous * dA[i]))
      dA[i] = rounding.state(rounding.accumulator(p.decayATK[token] * dA[i]))
    }
  }
  if preconditioned { for i in 0..<K { gradients.a0[first + i] = dA[i] } }
}

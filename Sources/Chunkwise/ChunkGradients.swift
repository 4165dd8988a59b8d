import Operators
import Scalars

extension ChunkForm {
  /// The gradient of `⟨o, ō⟩ + ⟨S_T, S̄_T⟩ + ⟨A_T, Ā_T⟩`, chunk by chunk backwards.
  ///
  /// An empty S̄_T or Ā_T means zero. `decay` and `decayATK` of the result are with respect to the **logarithms** of the
  /// decays, α·dα, because the form never has dα by itself. Over an exact field equal to the adjoint of the token form.
  ///
  /// - Complexity: O(T·HV·(K·V + C·(K + V))) operations, O(T·(K + V) + (T/C)·K·V) memory. Source: CH-8, GRAD-1.
  @inlinable public func gradients<M: DifferentiableMap>(
    of p: Lowered<K.Value>, map: M, cotangents: LoweredOutputs<K.Value>
  ) -> LoweredGradients<K.Value> where M.Value == K.Value {
    let s = p.shape
    var gradients = LoweredGradients(zerosLike: p)
    for sequence in s.sequences {
      for keyHead in 0..<s.H {
        let keys = ReversedKeys(p, sequence, keyHead, map: map)
        var dWriteKeys = Dense<K.Value>(sequence.tokens.count, s.K)
        for head in keyHead * s.group..<(keyHead + 1) * s.group {
          ReversedHead<K>(p, sequence, head, chunk: chunk, writeKeys: keys.writeKeys)
            .reverse(cotangents, into: &gradients, &dWriteKeys)
        }
        keys.reverse(p, dWriteKeys, map: map, cotangents, into: &gradients)
      }
    }
    return gradients
  }
}

/// The write keys and diagonal states of one key head, token by token, and their reversal (CH-4, GRAD-3).
@usableFromInline struct ReversedKeys<S: Scalar> {
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline let keyHead: Int
  @usableFromInline var writeKeys: Dense<S>
  /// B_t, and A_0 … A_T.
  @usableFromInline var weights, states: Dense<S>

  @inlinable init<M: DiagonalMap>(_ p: Lowered<S>, _ sequence: Shape.Sequence, _ keyHead: Int, map: M)
  where M.Value == S {
    (self.sequence, self.keyHead) = (sequence, keyHead)
    let (s, n) = (p.shape, sequence.tokens.count)
    (writeKeys, weights, states) = (Dense(n, s.K), Dense(n, s.K), Dense(n + 1, s.K))
    let preconditioned = p.op.axes.preconditioner == .squashedDiagonal
    for c in 0..<s.K where !p.a0.isEmpty { states[0, c] = p.a0[(sequence.index * s.H + keyHead) * s.K + c] }
    for i in 0..<n {
      let token = (sequence.row * s.T + sequence.tokens.lowerBound + i) * s.H + keyHead
      for c in 0..<s.K {
        let k = p.k[token * s.K + c]
        writeKeys[i, c] = k
        guard preconditioned else { continue }
        states[i + 1, c] = p.decayATK[token] * states[i, c] + p.gainATK[token] * (k * k)
        weights[i, c] = map.preconditioner(states[i + 1, c], head: keyHead)
        writeKeys[i, c] = weights[i, c] * k
      }
    }
  }

  /// Adds what flows through the write keys and A.
  @inlinable func reverse<M: DifferentiableMap>(
    _ p: Lowered<S>, _ dWriteKeys: Dense<S>, map: M, _ cotangents: LoweredOutputs<S>,
    into gradients: inout LoweredGradients<S>
  ) where M.Value == S {
    let s = p.shape
    let first = (sequence.index * s.H + keyHead) * s.K
    let preconditioned = p.op.axes.preconditioner == .squashedDiagonal
    for c in 0..<s.K {
      var dA = cotangents.at.isEmpty ? S.zero : cotangents.at[first + c]
      for i in (0..<sequence.tokens.count).reversed() {
        let token = (sequence.row * s.T + sequence.tokens.lowerBound + i) * s.H + keyHead
        let (k, dWriteKey) = (p.k[token * s.K + c], dWriteKeys[i, c])
        guard preconditioned else {
          gradients.k[token * s.K + c] += dWriteKey
          continue
        }
        let slope = map.differential(states[i + 1, c], head: keyHead)
        dA += slope.state * (k * dWriteKey)
        gradients.centre[keyHead] += slope.centre * (k * dWriteKey)
        gradients.k[token * s.K + c] += weights[i, c] * dWriteKey + p.gainATK[token] * (k + k) * dA
        gradients.gainATK[token] += k * k * dA
        dA = p.decayATK[token] * dA
        gradients.decayATK[token] += states[i, c] * dA
      }
      if preconditioned { gradients.a0[first + c] = dA }
    }
  }
}

import DeltaOperators
import DeltaScalars

/// The write keys `k̃_t = B(A_t)∘k_t` of one key head over one sequence, `[tokens, K]`, advancing A in place (OP-A); B may
/// have a factor (OP-N).
///
///     A_t = α^P_t A_{t−1} + β^P_t k_t∘k_t
@inlinable func squashedKeys<S, M: DiagonalMap, R: Rounding>(
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ keyHead: Int, map: M, diagonal: inout [S], rounding: inout R
) -> [S] where M.Value == S, R.Value == S {
  let s = p.shape
  var writeKeys: [S] = []
  writeKeys.reserveCapacity(sequence.tokens.count * s.K)
  for t in sequence.tokens {
    for channel in 0..<s.K {
      let (key, a) = advanceDiagonal(p, sequence, keyHead, t, channel, &diagonal, &rounding)
      let weight = rounding.accumulator(map.preconditioner(a, head: keyHead))
      writeKeys.append(rounding.accumulator(weight * key))
    }
    applyFactor(p, row: sequence.row * s.T + t, keyHead, &writeKeys, &rounding)
  }
  return writeKeys
}

/// The read queries `q̃_t = q_t ⊘ (A_t + Λ)` of one key head over one sequence, advancing A in place (OP-P).
@inlinable func ridgedQueries<S, R: Rounding>(
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ keyHead: Int, diagonal: inout [S], rounding: inout R
) -> [S] where R.Value == S {
  let s = p.shape
  var queries: [S] = []
  queries.reserveCapacity(sequence.tokens.count * s.K)
  for t in sequence.tokens {
    let token = (sequence.row * s.T + t) * s.H + keyHead
    for channel in 0..<s.K {
      let (_, a) = advanceDiagonal(p, sequence, keyHead, t, channel, &diagonal, &rounding)
      let ridged = rounding.accumulator(a + p.lambda[keyHead * s.K + channel])
      queries.append(rounding.accumulator(p.q[token * s.K + channel] / ridged))
    }
  }
  return queries
}

/// Advances one channel of A by one token; returns the key's element and A_t.
@inlinable func advanceDiagonal<S, R: Rounding>(
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ keyHead: Int, _ t: Int, _ channel: Int, _ diagonal: inout [S],
  _ rounding: inout R
) -> (key: S, a: S) where R.Value == S {
  let s = p.shape
  let token = (sequence.row * s.T + t) * s.H + keyHead
  let key = p.k[token * s.K + channel]
  let a = (sequence.index * s.H + keyHead) * s.K + channel
  let decayed = rounding.accumulator(p.decayATK[token] * diagonal[a])
  let square = rounding.accumulator(p.gainATK[token] * (key * key))
  diagonal[a] = rounding.state(rounding.accumulator(decayed + square))
  return (key, diagonal[a])
}

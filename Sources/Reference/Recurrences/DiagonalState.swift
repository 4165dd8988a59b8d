import Operators
import Scalars

/// The write keys `k̃_t = B(A_t)∘k_t` of one key head over one sequence, `[tokens, K]`, advancing A in place (OP-A).
///
///     A_t = α^P_t A_{t−1} + β^P_t k_t∘k_t
@inlinable func preconditionedKeys<S, M: DiagonalMap, R: Rounding>(
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ keyHead: Int, map: M, diagonal: inout [S], rounding: inout R
) -> [S] where M.Value == S, R.Value == S {
  let s = p.shape
  var writeKeys: [S] = []
  writeKeys.reserveCapacity(sequence.tokens.count * s.K)
  for t in sequence.tokens {
    let token = (sequence.row * s.T + t) * s.H + keyHead
    for channel in 0..<s.K {
      let key = p.k[token * s.K + channel]
      guard p.op.axes.preconditioner == .squashedDiagonal else {
        writeKeys.append(key)
        continue
      }
      let a = (sequence.index * s.H + keyHead) * s.K + channel
      let decayed = rounding.accumulator(p.decayATK[token] * diagonal[a])
      let square = rounding.accumulator(p.gainATK[token] * (key * key))
      diagonal[a] = rounding.state(rounding.accumulator(decayed + square))
      let weight = rounding.accumulator(map.preconditioner(diagonal[a], head: keyHead))
      writeKeys.append(rounding.accumulator(weight * key))
    }
  }
  return writeKeys
}

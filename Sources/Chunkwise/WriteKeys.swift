import Dispatch
import Operators
import Scalars

extension ChunkForm {
  /// The write keys `[B,T,H,K]` of all key heads and the final diagonal state `[N,H,K]` (CH-4).
  ///
  /// Computed once a key head, before the chunks: the value heads of a group share them, and A is carried through every
  /// chunk boundary by construction.
  @inlinable func preconditioned<M: DiagonalMap>(_ p: Lowered<K.Value>, map: M) -> ([K.Value], [K.Value])
  where M.Value == K.Value {
    if p.op.axes.preconditioner == .none { return (p.k, []) }
    let (s, sequences) = (p.shape, p.shape.sequences)
    var keys = p.k
    var diagonal = p.a0.isEmpty ? [K.Value](repeating: .zero, count: s.N * s.H * s.K) : p.a0
    keys.withUnsafeMutableBufferPointer { keys in
      diagonal.withUnsafeMutableBufferPointer { diagonal in
        let (keys, diagonal) = (Shared(keys.baseAddress), Shared(diagonal.baseAddress))
        DispatchQueue.concurrentPerform(iterations: sequences.count * s.H) { task in
          let (sequence, head) = (sequences[task / s.H], task % s.H)
          guard !sequence.tokens.isEmpty, let keys = keys.base, let diagonal = diagonal.base else { return }
          let a = diagonal + (sequence.index * s.H + head) * s.K
          for t in sequence.tokens {
            let token = (sequence.row * s.T + t) * s.H + head
            let (decay, gain, k) = (p.decayATK[token], p.gainATK[token], keys + token * s.K)
            for i in 0..<s.K {
              a[i] = decay * a[i] + gain * (k[i] * k[i])
              k[i] = map.preconditioner(a[i], head: head) * k[i]
            }
          }
        }
      }
    }
    return (keys, diagonal)
  }
}

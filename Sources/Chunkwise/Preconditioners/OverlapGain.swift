import DeltaOperators
import DeltaScalars

/// Gains that need the write key, `β/(m + β kᵀk̃)`: m = 1 is the implicit gain (OP-G), m = α the weighted factor (OP-N).
@usableFromInline struct OverlapGain<S: Scalar>: Sendable {
  @usableFromInline let p: Lowered<S>

  /// Nil where the gains of a problem are as lowered.
  @inlinable init?(_ p: Lowered<S>) {
    guard p.op.axes.gain.readsWriteKey || p.options.factor == .weighted else { return nil }
    self.p = p
  }

  @inlinable func apply(_ head: KeyHead<S>, _ places: ChunkInputPlaces<S>) {
    for i in 0..<head.tokens {
      let overlap = head.overlap(i, places.writeKeys! + head.key(i))
      for valueHead in head.valueHeads {
        let gate = head.gate(i, valueHead)
        if p.op.axes.gain.readsWriteKey {
          places.gains![gate] = p.gain[gate] / (.one + p.gain[gate] * overlap)
        } else {
          // 0 where β or k is, whatever α is.
          let decay = p.decay.isEmpty ? S.one : p.decay[gate]
          places.gains![gate] =
            p.writesNothing(row: head.row(i), head: valueHead) ? .zero : p.gain[gate] / (decay + p.gain[gate] * overlap)
        }
      }
    }
  }

  /// Of the implicit gain, `gain = β/m`, `m = 1 + β kᵀk̃`:  dβ = dgain/m²,  d(kᵀk̃) = −gain² dgain (GRAD-11).
  @inlinable func reverse(
    _ head: KeyHead<S>, _ valueHead: Int, _ reversal: Reversal<S>, _ d: inout HeadGradients<S>
  ) {
    let (k, writeKey) = (head.rows(p.k), head.rows(reversal.inputs.writeKeys))
    for i in 0..<head.tokens {
      let (gain, beta) = (reversal.inputs.gains[head.gate(i, valueHead)], p.gain[head.gate(i, valueHead)])
      var m = S.one
      for c in 0..<head.K { m.addProduct(beta * k[i, c], writeKey[i, c]) }
      let dOverlap = -(gain * gain * d.gain[i, 0])
      d.gain[i, 0] = d.gain[i, 0] / m / m
      for c in 0..<head.K {
        d.key[i, c].addProduct(dOverlap, writeKey[i, c])
        d.writeKey[i, c].addProduct(dOverlap, k[i, c])
      }
    }
  }
}

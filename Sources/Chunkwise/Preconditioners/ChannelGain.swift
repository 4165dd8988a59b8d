import DeltaOperators
import DeltaScalars

/// Gains of channels: the erase reads with b∘k, what is written is w∘v, and to the engine the gain is one (OP-G).
@usableFromInline struct ChannelGain<S: Scalar>: Sendable {
  @usableFromInline let p: Lowered<S>

  /// Nil where a token has one gain.
  @inlinable init?(_ p: Lowered<S>) {
    guard p.op.axes.gain.isPerChannel else { return nil }
    self.p = p
  }

  /// b∘k, `[B,T,HV,K]`.
  @inlinable var keys: [S] {
    let (s, K) = (p.shape, p.shape.K)
    return p.eraseGain.indices.map { i in
      let (row, head) = (i / K / s.HV, i / K % s.HV)
      return p.eraseGain[i] * p.k[(row * s.H + s.keyHead(of: head)) * K + i % K]
    }
  }

  /// w∘v, `[B,T,HV,V]`.
  @inlinable var values: [S] { zip(p.gain, p.v).map { $0 * $1 } }

  /// From the gradients of e = b∘k and y = w∘v:  db = k∘de,  dk = b∘de,  dw = v∘dy,  dv = w∘dy (GRAD-11).
  @inlinable func reverse(_ head: KeyHead<S>, _ valueHead: Int, _ d: inout HeadGradients<S>) {
    let (k, b) = (head.rows(p.k), head.rows(p.eraseGain, ofValueHead: valueHead))
    (d.eraseGain, d.key) = (d.key.combined(k, *), d.key.combined(b, *))
    let (v, w) = (head.values(p.v, ofValueHead: valueHead), head.values(p.gain, ofValueHead: valueHead))
    (d.gain, d.value) = (d.value.combined(v, *), d.value.combined(w, *))
  }
}

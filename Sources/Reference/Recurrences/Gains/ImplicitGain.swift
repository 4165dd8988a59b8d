import DeltaOperators
import DeltaScalars

/// The implicit step, and its reverse (OP-G, GRAD-11).
extension HeadSlice {
  /// gain = β/m,  m = 1 + β kᵀk̃.
  @inlinable func implicitGain<R: Rounding>(_ t: Int, _ r: inout R) -> S where R.Value == S {
    limitedGain(t, .one, &r)
  }

  /// Turns the gradient of the gains into that of β, and adds what flows to k and k̃.
  ///
  ///     dβ = dgain/m²,     d(kᵀk̃) = −gain² dgain
  @inlinable func reverseImplicitGains<R: Rounding>(
    into gradients: inout LoweredGradients<S>, _ flow: inout RowGradients<S>, _ r: inout R
  ) where R.Value == S {
    let k = problem.k
    for t in tokens {
      let (key, gate, local, gain) = (self.key(t), self.gate(t), self.local(t), self.gain(t))
      let overlap = dot(k, at: key, writeKeys, at: local, count: K, &r)
      let m = r(.one + r(problem.gain[gate] * overlap))
      let dgain = gradients.gain[gate]
      gradients.gain[gate] = r(r(dgain / m) / m)
      let dOverlap = -r(gain * r(gain * dgain))
      for i in 0..<K {
        gradients.k.add(r(dOverlap * writeKeys[local + i]), at: key + i, &r)
        flow.writeKeys.add(r(dOverlap * k[key + i]), at: local + i, &r)
      }
    }
  }
}

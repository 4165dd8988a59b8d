import DeltaOperators
import DeltaScalars

/// Turns the gradient of the implicit gains of one head into that of β, and adds what flows to k and k̃ (GRAD-11).
///
///     gain = β/m,  m = 1 + β kᵀk̃:     dβ = dgain/m²,     d(kᵀk̃) = −gain² dgain
@inlinable func reverseImplicitGains<S, R: Rounding>(
  _ head: HeadSlice<S>, into gradients: inout LoweredGradients<S>, _ streams: inout StreamGradients<S>,
  rounding: inout R
) where R.Value == S {
  let (p, K) = (head.problem, head.K)
  for t in head.tokens {
    let (key, gate, local, gain) = (head.key(t), head.gate(t), head.local(t), head.gain(t))
    let overlap = dot(p.k, at: key, head.writeKeys, at: local, count: K, &rounding)
    let m = rounding.accumulator(.one + rounding.accumulator(p.gain[gate] * overlap))
    let dgain = gradients.gain[gate]
    gradients.gain[gate] = rounding.accumulator(rounding.accumulator(dgain / m) / m)
    let dOverlap = -rounding.accumulator(gain * rounding.accumulator(gain * dgain))
    for i in 0..<K {
      gradients.k.add(rounding.accumulator(dOverlap * head.writeKeys[local + i]), at: key + i, &rounding)
      streams.writeKeys.add(rounding.accumulator(dOverlap * p.k[key + i]), at: local + i, &rounding)
    }
  }
}

/// Reverses ``lowerGains(_:_:_:)``: turns the gradient of gains that divide by λ = ‖k‖² into that of β, and adds to dk.
///
///     1/λ:                 dλ = −gain² dgain
///     (1 − e^{−βλ})/λ:     dβ = e^{−βλ} dgain,     dλ = (β e^{−βλ} − gain)/λ · dgain
///
/// then dk += 2 dλ k, which is zero for a key of zero. Source: GRAD-11.
@inlinable func reverseLoweredGains<S: AnalyticScalar, R: Rounding>(
  _ p: Lowered<S>, _ problem: Problem, into gradients: inout LoweredGradients<S>, _ rounding: inout R
) where R.Value == S {
  let (s, gain) = (p.shape, p.op.axes.gain)
  guard gain == .normalised || gain == .exponential else { return }
  let keys = problem[.k].values
  for gate in 0..<s.B * s.T * s.HV {
    let first = (gate / s.HV * s.H + s.keyHead(of: gate % s.HV)) * s.K
    let isZero = keys[first..<first + s.K].allSatisfy { $0 == 0 }
    let dgain = gradients.gain[gate]
    var dSquare = -rounding.accumulator(p.gain[gate] * rounding.accumulator(p.gain[gate] * dgain))
    if gain == .exponential {
      let beta = rounding.input(S(Double(problem[.beta].values[gate])))
      let square = squaredNorm(p.k, at: first, count: s.K, &rounding)
      let left = rounding.accumulator(S.exp(-rounding.accumulator(beta * square)))
      gradients.gain[gate] = rounding.accumulator(left * dgain)
      if !isZero {
        let difference = rounding.accumulator(rounding.accumulator(beta * left) - p.gain[gate])
        dSquare = rounding.accumulator(rounding.accumulator(difference / square) * dgain)
      }
    }
    for i in first..<first + s.K where !isZero {
      gradients.k.add(rounding.accumulator(dSquare * (p.k[i] + p.k[i])), at: i, &rounding)
    }
  }
}

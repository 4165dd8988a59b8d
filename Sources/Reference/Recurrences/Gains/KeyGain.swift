import DeltaOperators
import DeltaScalars

/// The gains that divide by λ = ‖k‖², known as soon as the keys are, and their reverse (OP-G, GRAD-11).
///
///     projection   1/λ, and 0 for a key of zero
///     flow         (1 − e^{−βλ})/λ, whose limit for a key of zero is β
///
/// Whether a key or a β is zero is read off the tensors as handed over, so that no scalar has to decide it.
@usableFromInline enum KeyGain {
  case projection, flow

  /// The gain of a token.
  @inlinable func gain<S: AnalyticScalar, R: Rounding>(
    _ beta: @autoclosure () -> S, _ square: S, isZeroKey: Bool, isZeroGain: Bool, _ r: inout R
  ) -> S where R.Value == S {
    guard self == .flow else { return isZeroKey ? .zero : r(.one / square) }
    let beta = beta()
    let time = r(beta * square)
    return isZeroKey || isZeroGain ? beta : r(r(-S.expm1(-time)) / square)
  }

  /// dβ, where there is a β, and dλ of a token's gain.
  ///
  ///     projection   dλ = −gain² dgain
  ///     flow         dβ = e^{−βλ} dgain,     dλ = (β e^{−βλ} − gain)/λ · dgain
  @inlinable func reverse<S: AnalyticScalar, R: Rounding>(
    _ gain: S, _ dgain: S, isZeroKey: Bool, _ beta: @autoclosure () -> S, _ square: (inout R) -> S, _ r: inout R
  ) -> (beta: S?, square: S) where R.Value == S {
    let dSquare = -r(gain * r(gain * dgain))
    guard self == .flow else { return (nil, dSquare) }
    let beta = beta()
    let square = square(&r)
    let left = r(S.exp(-r(beta * square)))
    let dBeta = r(left * dgain)
    return (dBeta, isZeroKey ? dSquare : r(r(r(r(beta * left) - gain) / square) * dgain))
  }
}

/// Replaces β by the gain where that divides by ‖k‖².
@inlinable func lowerGains<S: AnalyticScalar, R: Rounding>(
  _ p: inout Lowered<S>, _ problem: Problem, _ r: inout R
) where R.Value == S {
  guard let kind = p.op.axes.gain.ofKey else { return }
  let (s, keys, betas) = (p.shape, problem[.k].values, problem.inputs[.beta]?.values)
  func row(_ gate: Int) -> Int { gate / s.HV * s.H + s.keyHead(of: gate % s.HV) }
  // Equal keys with equal β have one gain.
  let rows = firstEqualRows(keys, K: s.K)
  let firsts = firstEqual(
    (0..<s.B * s.T * s.HV).map { gate in
      UInt64(rows[row(gate)]) << 32 | UInt64(betas?[gate].bitPattern ?? 0)
    })
  p.gain = mapFirst(firsts) { gate in
    let first = row(gate) * s.K
    let isZeroKey = keys[first..<first + s.K].allSatisfy { $0 == 0 }
    let square = squaredNorm(p.k, at: first, count: s.K, &r)
    return kind.gain(p.gain[gate], square, isZeroKey: isZeroKey, isZeroGain: betas?[gate] == 0, &r)
  }
}

/// Reverses ``lowerGains``: turns the gradient of the gains into that of β, and adds dk += 2 dλ k; nothing for a key of zero.
@inlinable func reverseLoweredGains<S: AnalyticScalar, R: Rounding>(
  _ p: Lowered<S>, _ problem: Problem, into gradients: inout LoweredGradients<S>, _ r: inout R
) where R.Value == S {
  guard let kind = p.op.axes.gain.ofKey else { return }
  let (s, keys) = (p.shape, problem[.k].values)
  let betas: [S] = problem.handed(.beta, &r)
  for gate in 0..<s.B * s.T * s.HV {
    let first = (gate / s.HV * s.H + s.keyHead(of: gate % s.HV)) * s.K
    let isZeroKey = keys[first..<first + s.K].allSatisfy { $0 == 0 }
    let (dBeta, dSquare) = kind.reverse(
      p.gain[gate], gradients.gain[gate], isZeroKey: isZeroKey, betas[gate],
      { squaredNorm(p.k, at: first, count: s.K, &$0) }, &r)
    if let dBeta { gradients.gain[gate] = dBeta }
    for i in first..<first + s.K where !isZeroKey { gradients.k.add(r(dSquare * (p.k[i] + p.k[i])), at: i, &r) }
  }
}

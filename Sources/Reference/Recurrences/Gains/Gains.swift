import DeltaOperators
import DeltaScalars

/// Replaces β by the gain where that needs a division by ‖k‖² (OP-G): the normalised and the exponential gain.
///
/// Whether a key or a β is zero is read off the tensors as handed over, so that no scalar has to decide it.
@inlinable func lowerGains<S: AnalyticScalar, R: Rounding>(
  _ p: inout Lowered<S>, _ problem: Problem, _ rounding: inout R
) where R.Value == S {
  let (s, gain) = (p.shape, p.op.axes.gain)
  guard gain == .normalised || gain == .exponential else { return }
  let (keys, betas) = (problem[.k].values, problem.inputs[.beta]?.values)
  var gains: [S] = []
  gains.reserveCapacity(s.B * s.T * s.HV)
  for row in 0..<s.B * s.T {
    for head in 0..<s.HV {
      let first = (row * s.H + s.keyHead(of: head)) * s.K
      let isZero = keys[first..<first + s.K].allSatisfy { $0 == 0 }
      let square = squaredNorm(p.k, at: first, count: s.K, &rounding)
      if gain == .normalised {
        gains.append(isZero ? .zero : rounding.accumulator(.one / square))
      } else {
        let beta = p.gain[row * s.HV + head]
        let time = rounding.accumulator(beta * square)
        // (1 − e^{−βλ})/λ, whose limit is β.
        gains.append(
          isZero || betas![row * s.HV + head] == 0
            ? beta : rounding.accumulator(rounding.accumulator(-S.expm1(-time)) / square))
      }
    }
  }
  p.gain = gains
}

/// ‖x‖² of some consecutive elements.
@inlinable func squaredNorm<S, R: Rounding>(_ x: [S], at first: Int, count: Int, _ rounding: inout R) -> S
where R.Value == S { dot(x, at: first, x, at: first, count: count, &rounding) }

/// The inner product of some consecutive elements of two arrays.
@inlinable func dot<S, R: Rounding>(
  _ x: [S], at first: Int, _ y: [S], at second: Int, count: Int, _ rounding: inout R
) -> S where R.Value == S {
  var sum = S.zero
  for i in 0..<count {
    sum.addProduct(x[first + i], y[second + i])
    sum = rounding.accumulator(sum)
  }
  return sum
}

/// The gains of one value head over one sequence, one a token; empty where every gain is one (OP-G).
///
/// The implicit gain β/(1 + β kᵀk̃) and the factor β/(α + β kᵀk̃) are computed here, where the write keys are known.
@inlinable func headGains<S, R: Rounding>(
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int, writeKeys: [S], rounding: inout R
) -> [S] where R.Value == S {
  guard p.op.axes.gain != .one else { return [] }
  let s = p.shape
  return sequence.tokens.map { t in
    let row = sequence.row * s.T + t
    let beta = p.gain[row * s.HV + head]
    let isWeighted = p.options.factor == .weighted
    guard p.op.axes.gain == .implicit || isWeighted else { return beta }
    // A zero key or a zero gain writes nothing, even after a decay of zero (OP-N).
    if isWeighted && p.writesNothing(row: row, head: head) { return .zero }
    let overlap = dot(
      p.k, at: (row * s.H + s.keyHead(of: head)) * s.K, writeKeys, at: (t - sequence.tokens.lowerBound) * s.K,
      count: s.K, &rounding)
    let decay = isWeighted && !p.decay.isEmpty ? p.decay[row * s.HV + head] : .one
    return rounding.accumulator(beta / rounding.accumulator(decay + rounding.accumulator(beta * overlap)))
  }
}

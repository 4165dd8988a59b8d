import DeltaOperators
import DeltaScalars

extension Gain {
  /// The gain of the key's length, where it is one: what lowering has to compute.
  @inlinable var ofKey: KeyGain? {
    switch self {
    case .normalised: .projection
    case .exponential: .flow
    case .one, .beta, .implicit, .split, .channel: nil
    }
  }
}

extension HeadSlice {
  /// Puts in place what multiplies the writes of the value head, one a token, or what the erase reads with (OP-G).
  ///
  /// The gains that divide by ‖k‖² have taken the place of β in lowering (``Gain/ofKey``); the erase's own gain, and that of
  /// each channel of the value, are read where they multiply (``advanceToken``).
  @inlinable mutating func applyGains<R: Rounding>(_ r: inout R) where R.Value == S {
    switch problem.op.axes.gain {
    case .one: break
    case .implicit: gains = tokens.map { implicitGain($0, &r) }
    case .beta where problem.options.factor == .weighted: gains = tokens.map { weightedGain($0, &r) }
    case .beta, .split, .normalised, .exponential: gains = tokens.map { problem.gain[gate($0)] }
    case .channel: keys = gainedKeys(&r)
    }
  }

  /// β/(α + β kᵀk̃), the factor of B that takes the place of the gain β (OP-N).
  @inlinable func weightedGain<R: Rounding>(_ t: Int, _ r: inout R) -> S where R.Value == S {
    // A zero key or a zero gain writes nothing, even after a decay of zero.
    if problem.writesNothing(row: row(t), head: head) { return .zero }
    return limitedGain(t, problem.decay.isEmpty ? .one : problem.decay[gate(t)], &r)
  }

  /// β/(a + β kᵀk̃).
  @inlinable func limitedGain<R: Rounding>(_ t: Int, _ a: S, _ r: inout R) -> S where R.Value == S {
    let overlap = dot(problem.k, at: key(t), writeKeys, at: local(t), count: K, &r)
    let beta = problem.gain[gate(t)]
    return r(beta / r(a + r(beta * overlap)))
  }
}

/// ‖x‖² of some consecutive elements.
@inlinable func squaredNorm<S, R: Rounding>(_ x: [S], at first: Int, count: Int, _ r: inout R) -> S
where R.Value == S { dot(x, at: first, x, at: first, count: count, &r) }

/// The inner product of some consecutive elements of two arrays.
@inlinable func dot<S, R: Rounding>(
  _ x: [S], at first: Int, _ y: [S], at second: Int, count: Int, _ r: inout R
) -> S where R.Value == S {
  var sum = S.zero
  for i in 0..<count {
    sum.addProduct(x[first + i], y[second + i])
    sum = r(sum)
  }
  return sum
}

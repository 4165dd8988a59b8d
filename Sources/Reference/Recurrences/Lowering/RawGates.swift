import DeltaOperators
import DeltaScalars

/// Raw gates and the log decays that they stand for (CONV-4).
///
///     softplus       y = x + b     g = −e^a log(1 + e^y)
///     lower-bound    y = x + b     g = L/(1 + e^{−z}),   z = e^a y
@usableFromInline struct RawGates<S: AnalyticScalar> {
  @usableFromInline let form: GateForm
  /// L.
  @usableFromInline let bound: S
  @usableFromInline let heads: Int
  /// Gates of a head at one token.
  @usableFromInline let width: Int
  /// y, laid out as `g`.
  @usableFromInline let shifted: [S]
  /// e^a, `[HV]`.
  @usableFromInline let rates: [S]

  @inlinable init<R: Rounding>(_ problem: Problem, _ r: inout R) where R.Value == S {
    (form, bound) = (problem.settings.gate, S(problem.settings.lowerBound))
    (heads, width) = (problem.shape.HV, problem.op.axes.decay.isPerChannel ? problem.shape.K : 1)
    let (x, b): ([S], [S]) = (problem.handed(.g, &r), problem.handed(.dtBias, &r))
    shifted = b.isEmpty ? x : x.indices.map { r(x[$0] + b[$0 % b.count]) }
    rates = problem.handed(.aLog, &r).map { r(S.exp($0)) }
  }

  /// The head of the i-th gate.
  @inlinable func head(_ i: Int) -> Int { i / width % heads }

  /// z = e^a y of the i-th gate.
  @inlinable func scaled<R: Rounding>(_ i: Int, _ r: inout R) -> S where R.Value == S {
    r(rates[head(i)] * shifted[i])
  }

  /// g of the i-th gate.
  @inlinable func logGate<R: Rounding>(_ i: Int, _ r: inout R) -> S where R.Value == S {
    guard form == .softplus else {
      let z = scaled(i, &r)
      return r(bound * sigmoid(z, &r))
    }
    return -r(rates[head(i)] * softplus(shifted[i], &r))
  }

  /// `log(1 + e^y) = max(y, 0) + log(1 + e^{−|y|})`: neither overflows nor loses a small e^y.
  ///
  /// A kernel may form the sum 1 + e^{−|y|}; what rounding does to it is rounded here, and the rest is not lost.
  @inlinable func softplus<R: Rounding>(_ y: S, _ r: inout R) -> S where R.Value == S {
    let small = r(S.exp(-S.abs(y)))
    let sum = S.one + small
    let log = r(S.log1p(small + (r(sum) - sum)))
    return r(S.max(y, .zero) + log)
  }

  /// `1/(1 + e^{−z}) = e^{min(z, 0)}/(1 + e^{−|z|})`, which does not overflow.
  @inlinable func sigmoid<R: Rounding>(_ z: S, _ r: inout R) -> S where R.Value == S {
    let numerator = r(S.exp(-S.max(-z, .zero)))
    return r(numerator / r(.one + r(S.exp(-S.abs(z)))))
  }

  /// `σ(−z) = 1 − σ(z)`, of which nothing is lost.
  ///
  /// A kernel may subtract σ(z) from one, as automatic differentiation does; what rounding does to σ(z) is rounded here.
  @inlinable func complementOfSigmoid<R: Rounding>(_ z: S, _ r: inout R) -> S where R.Value == S {
    let small = sigmoid(-z, &r)
    let large = S.one - small
    return r(small + (r(large) - large))
  }
}

/// The gradients of raw gates, rates and biases from those of the log decays (GRAD-13).
///
///     softplus       da += g dg     dy = −e^a σ(y) dg
///     lower-bound    dz = g σ(−z) dg     da += z dz     dy = e^a dz
///
/// For the rates there may be another dg, which differs from it in its rounding alone (GRAD-14).
@inlinable func reverseRawGates<S: AnalyticScalar, R: Rounding>(
  _ problem: Problem, _ dg: [S], dgOfRates: [S]? = nil, _ r: inout R
) -> [GradientName: [S]] where R.Value == S {
  let raw = RawGates<S>(problem, &r)
  var (x, a) = (dg, [S](repeating: .zero, count: raw.heads))
  var bias = [S](repeating: .zero, count: raw.heads * raw.width)
  for i in dg.indices {
    let (g, rate) = (raw.logGate(i, &r), raw.rates[raw.head(i)])
    if raw.form == .softplus {
      a.add(r(g * (dgOfRates ?? dg)[i]), at: raw.head(i), &r)
      let slope = r(rate * raw.sigmoid(raw.shifted[i], &r))
      x[i] = -r(slope * dg[i])
    } else {
      let z = raw.scaled(i, &r)
      let slope = r(g * raw.complementOfSigmoid(z, &r))
      let dz = r(slope * dg[i])
      a.add(r(z * (dgOfRates.map { r(slope * $0[i]) } ?? dz)), at: raw.head(i), &r)
      x[i] = r(rate * dz)
    }
    bias.add(x[i], at: i % bias.count, &r)
  }
  return [.dg: x, .daLog: a, .ddtBias: bias]
}

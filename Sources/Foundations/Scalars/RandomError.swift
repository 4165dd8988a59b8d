/// The first two moments of a format's rounding error, `−mean ± deviation` times the value, each with probability ½.
///
/// Derived in `Specs/tolerances.md`, TOL-2.
@usableFromInline struct RandomError: Sendable {
  @usableFromInline let mean, deviation: Double
  /// Below this magnitude the error no longer shrinks with the value; 0 where the exponents are float32's (TOL-6).
  @usableFromInline let leastNormal: Double
  /// Whether the error is unbiased and relative at every magnitude.
  @usableFromInline let isPlain: Bool
  /// The unit roundoff, and whether a value below the last step is rounded up now and then.
  @usableFromInline let unit: Double
  @usableFromInline let isStochastic: Bool

  init(_ format: Format) {
    let u = format.unitRoundoff
    switch format.rounding {
    // Uniform in [−u, u].
    case .nearest: (mean, deviation) = (0, u / 3.0.squareRoot())
    // Uniform in (−u, 0].
    case .truncate: (mean, deviation) = (u / 2, u / 2 / 3.0.squareRoot())
    // Triangular in (−u, u).
    case .stochastic: (mean, deviation) = (0, u / 6.0.squareRoot())
    }
    leastNormal = format.minimumExponent > Format.fp32.minimumExponent ? format.leastNormal : 0
    (unit, isStochastic) = (u, format.rounding == .stochastic)
    isPlain = mean == 0 && leastNormal == 0
  }

  private init(mean: Double, deviation: Double, like other: RandomError?) {
    (self.mean, self.deviation, leastNormal) = (mean, deviation, other?.leastNormal ?? 0)
    (unit, isStochastic) = (other?.unit ?? 0, other?.isStochastic ?? false)
    isPlain = mean == 0 && leastNormal == 0
  }

  static let none = RandomError(mean: 0, deviation: 0, like: nil)

  @inlinable var isNone: Bool { deviation == 0 }

  /// The error of so many roundings that all go the same way.
  @usableFromInline func times(_ factor: Double) -> RandomError {
    RandomError(mean: mean * factor, deviation: deviation * factor, like: self)
  }

  /// The number, with the sign of x, whose relative error is as large as that of x.
  ///
  /// That is x itself in the normal range and ±``leastNormal`` below it, where steps have one size. But an error is no
  /// larger than x where x becomes zero, and has no larger variance than x·δ where it becomes the last step δ with
  /// probability x/δ.
  @usableFromInline func scale(_ x: SIMD8<Double>) -> SIMD8<Double> {
    var result = x
    for lane in 0..<Lanes.count where x[lane].magnitude < leastNormal {
      let whole = x[lane].magnitude / unit
      let loss = isStochastic ? (6 * whole * leastNormal).squareRoot() : 3.0.squareRoot() * whole
      result[lane] = Double(signOf: x[lane], magnitudeOf: Swift.min(leastNormal, loss))
    }
    return result
  }

  /// The same of a factor of a product that a kernel may decay: its relative error is the larger of its own and that of x·γ.
  @usableFromInline func scale(_ x: SIMD8<Double>, decayable decay: SIMD8<Double>) -> SIMD8<Double> {
    let (own, decayed) = (scale(x), x * decay)
    let there = scale(decayed)
    var result = own
    for lane in 0..<Lanes.count where decayed[lane].magnitude < leastNormal && decayed[lane] != 0 {
      result[lane] = Double(
        signOf: x[lane], magnitudeOf: Swift.max(own[lane].magnitude, (there[lane] / decay[lane]).magnitude))
    }
    return result
  }
}

import DeltaExactScalars

/// Streams for other bounds x of the squash than 1.5: STAB-4.
///
/// A stream of fewer channels is one of more, with zeros in the others: A stays 0 there and nothing is erased.
extension StabilityWitness {
  /// The strongest that the search found for each x and number of channels, where more channels helped.
  static let otherBounds = [
    StabilityWitness(
      "x = 1.1, two channels", [mark(0, -1), work(1, 1), work(207, 244)], shift: 1, centre: -5.5, claimed: 10_022,
      x: 1.1),
    StabilityWitness(
      "x = 1.25, two channels", [mark(0, 1), work(-70, 61), work(57, -70), work(41, -70)], shift: 1,
      centre: -5.5625, claimed: 10_127, x: 1.25),
    StabilityWitness(
      "x = 2, two channels", [mark(0, -1), work(-30, 35), work(-14, 35)], shift: 1, centre: -4.625, claimed: 10_857,
      x: 2),
    StabilityWitness(
      "x = 2, three channels", [mark(111, 0, -63), work(-83, 111, -43), work(111, -59, 57)], shift: 1,
      centre: -4.875, claimed: 10_965, x: 2),
    StabilityWitness(
      "x = 2, four channels",
      [mark(0, 40, 68, -107), work(-107, 17, 34, 69), work(61, -26, -53, -107)], shift: 1, centre: -5.125,
      claimed: 10_978, x: 2),
  ]

  private static func mark(_ key: Int...) -> Token { Token(key: key, beta: 0, marks: true) }
  private static func work(_ key: Int...) -> Token { Token(key: key, beta: 1, marks: false) }

  /// What STAB-3 allows at the most, squared.
  var squaredCeiling: Double {
    // A Double is a rational.
    Ball(TransitionBound.squaredNorm(x: Rational(exactly: x)!), precision: 64).midpoint
  }
}

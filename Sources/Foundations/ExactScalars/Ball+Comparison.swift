import CDeltaFLINT

extension Ball {
  /// Whether midpoint and radius are finite: an enclosure that is not says nothing.
  public var isFinite: Bool { arb_is_finite(box.c) != 0 }
  /// Whether the radius is zero and the midpoint finite.
  public var isExact: Bool { isFinite && arb_is_exact(box.c) != 0 }

  /// Whether the two numbers are equal; only exact balls can say yes.
  public func isEqual(to other: Ball) -> Ternary {
    guard isFinite, other.isFinite else { return .unknown }
    if arb_overlaps(box.c, other.box.c) == 0 { return .no }
    return isExact && other.isExact ? .yes : .unknown
  }

  /// Whether this number is below the other.
  public func isLess(than other: Ball) -> Ternary {
    guard isFinite, other.isFinite else { return .unknown }
    if arb_lt(box.c, other.box.c) != 0 { return .yes }
    return arb_ge(box.c, other.box.c) != 0 ? .no : .unknown
  }

  /// Whether this number is below the other or equal to it.
  public func isAtMost(_ other: Ball) -> Ternary { !other.isLess(than: self) }

  /// Whether the number is positive.
  public var isPositive: Ternary { Ball.zero.isLess(than: self) }

  /// Whether the two numbers are within `tolerance` of each other.
  public func agrees(with other: Ball, within tolerance: Double) -> Ternary {
    let distance = Ball.abs(self - other)
    return distance.isAtMost(Ball(tolerance, precision: 53))
  }

  /// Whether the enclosure admits a double; an infinite enclosure admits every one, so look at ``isFinite`` too.
  public func contains(_ value: Double) -> Bool {
    let exact = Ball(value, precision: 53)
    return arb_contains(box.c, exact.box.c) != 0
  }

  /// Whether the enclosure admits a rational number.
  public func contains(_ value: Rational) -> Bool { arb_contains_fmpq(box.c, value.box.c) != 0 }

  /// Whether the two enclosures have a number in common.
  public func overlaps(_ other: Ball) -> Bool { arb_overlaps(box.c, other.box.c) != 0 }
}

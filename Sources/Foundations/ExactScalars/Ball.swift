import CDeltaFLINT
import DeltaScalars

/// A real number known to lie within a radius of a midpoint: arithmetic that carries the proof of its own error.
///
/// Every operation returns an enclosure of all exact results. A ball is neither `Equatable` nor `Comparable`, because an
/// enclosure answers in three ways (``Ternary``). Dividing by a ball that contains zero gives an infinite radius, which
/// agrees with nothing.
///
/// Precision in bits travels with the value: a result has the larger of its operands'. Integers are exact and adopt
/// their partner's; a double adopts the precision of the surrounding ``withPrecision(_:_:)``.
/// Source: `Specs/exact-arithmetic.md`, EXA-2 to EXA-4.
public struct Ball: Scalar {
  var box: BallBox
  /// Bits to which results are rounded; 0 for an exact integer that adopts its partner's.
  public private(set) var precision: Int

  init(precision: Int, _ compute: (UnsafeMutablePointer<arb_struct>) -> Void) {
    (box, self.precision) = (BallBox(), precision)
    compute(box.c)
  }

  /// The image of an integer, exact.
  public init(_ integer: Int) { self.init(precision: 0) { arb_set_si($0, integer) } }

  /// A double, exact, at a precision of one's own choice.
  public init(_ value: Double, precision: Int) {
    self.init(precision: precision) { ball in
      if value.isNaN {
        arb_indeterminate(ball)
      } else {
        arb_set_d(ball, value)
      }
    }
  }

  /// The enclosure of a rational number.
  public init(_ value: Rational, precision: Int) {
    self.init(precision: precision) { arb_set_fmpq($0, value.box.c, precision) }
  }

  /// All numbers within `radius` of `midpoint`.
  public init(midpoint: Double, radius: Double, precision: Int) {
    self.init(midpoint, precision: precision)
    let error = Ball(radius, precision: precision)
    arb_add_error(box.c, error.box.c)
  }

  private static let sharedZero = Ball(0)
  private static let sharedOne = Ball(1)
  /// The neutral element of addition, exact.
  public static var zero: Ball { sharedZero }
  /// The neutral element of multiplication, exact.
  public static var one: Ball { sharedOne }

  /// An enclosure of the sum.
  public static func + (a: Ball, b: Ball) -> Ball { ring(a, b) { arb_add($0, $1, $2, $3) } }
  /// An enclosure of the difference.
  public static func - (a: Ball, b: Ball) -> Ball { ring(a, b) { arb_sub($0, $1, $2, $3) } }
  /// An enclosure of the product.
  public static func * (a: Ball, b: Ball) -> Ball { ring(a, b) { arb_mul($0, $1, $2, $3) } }
  /// An enclosure of the quotient; infinite when `b` contains zero.
  public static func / (a: Ball, b: Ball) -> Ball {
    let bits = roundingBits(Swift.max(a.precision, b.precision))
    return Ball(precision: bits) { arb_div($0, a.box.c, b.box.c, bits) }
  }
  /// The negation, exact.
  public static prefix func - (a: Ball) -> Ball { Ball(precision: a.precision) { arb_neg($0, a.box.c) } }

  /// Replaces this value by an enclosure of `self + a·b`, in place when nobody else holds it.
  public mutating func addProduct(_ a: Ball, _ b: Ball) {
    let precision = Swift.max(self.precision, Swift.max(a.precision, b.precision))
    let bits = precision == 0 ? cflint_exact_precision() : precision
    if isKnownUniquelyReferenced(&box) {
      arb_addmul(box.c, a.box.c, b.box.c, bits)
      self.precision = precision
    } else {
      let old = box
      self = Ball(precision: precision) {
        arb_set($0, old.c)
        arb_addmul($0, a.box.c, b.box.c, bits)
      }
    }
  }

  // Sums and products of exact integers stay exact.
  private static func ring(
    _ a: Ball, _ b: Ball,
    _ f: (
      UnsafeMutablePointer<arb_struct>, UnsafeMutablePointer<arb_struct>, UnsafeMutablePointer<arb_struct>, Int
    ) -> Void
  ) -> Ball {
    let precision = Swift.max(a.precision, b.precision)
    let bits = precision == 0 ? cflint_exact_precision() : precision
    return Ball(precision: precision) { f($0, a.box.c, b.box.c, bits) }
  }

  /// A precision at which to round what cannot stay exact.
  static func roundingBits(_ precision: Int) -> Int { precision == 0 ? WorkingPrecision.bits : precision }
}

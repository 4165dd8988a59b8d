/// A number type over which the recurrences are written: a commutative field, exact or rounded.
///
/// The equations of `Specs/operators.md` are written once over `Scalar`. Over `Double` they are a fast oracle, over
/// ``PrimeField`` an identity test, over rationals a proof on their inputs, over balls an enclosure. The protocol asks
/// for no equality: a ball cannot decide it.
///
/// Laws (checked for every conformer by `ScalarLaws`): `+` and `·` are commutative and associative, `·` distributes,
/// `zero` and `one` are neutral, `x − x = 0`, and `x / y · y = x` for every `y` that is not zero; exactly for exact
/// fields, up to rounding for rounded ones.
public protocol Scalar: Sendable {
  /// The neutral element of addition.
  static var zero: Self { get }
  /// The neutral element of multiplication.
  static var one: Self { get }
  /// The image of an integer.
  init(_ integer: Int)
  /// The sum.
  static func + (a: Self, b: Self) -> Self
  /// The difference.
  static func - (a: Self, b: Self) -> Self
  /// The product.
  static func * (a: Self, b: Self) -> Self
  /// The quotient; dividing by zero traps in an exact field.
  static func / (a: Self, b: Self) -> Self
  /// The negation.
  static prefix func - (a: Self) -> Self
  /// Replaces this value by `self + a·b`, rounding the product first where the type rounds.
  mutating func addProduct(_ a: Self, _ b: Self)
}

extension Scalar {
  /// The difference from zero.
  @inlinable public static prefix func - (a: Self) -> Self { zero - a }
  /// Adds in place.
  @inlinable public static func += (a: inout Self, b: Self) { a = a + b }
  /// Subtracts in place.
  @inlinable public static func -= (a: inout Self, b: Self) { a = a - b }
  /// Multiplies in place.
  @inlinable public static func *= (a: inout Self, b: Self) { a = a * b }
  /// Replaces this value by `self + a·b`.
  @inlinable public mutating func addProduct(_ a: Self, _ b: Self) { self = self + a * b }
}

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
  /// Replaces each sum by `sum_j + row_j · factor` as ``addProduct(_:_:)`` does, elements of the row `stride` apart.
  static func addProducts(
    of row: UnsafePointer<Self>, stride: Int, with factor: Self, to sums: UnsafeMutablePointer<Self>, _ count: Int)
  /// Replaces this value by `self + a_j · b_j` as ``addProduct(_:_:)`` does, one after the other.
  mutating func addProducts(of a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, _ count: Int)
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
  /// Element by element.
  @inlinable public static func addProducts(
    of row: UnsafePointer<Self>, stride: Int, with factor: Self, to sums: UnsafeMutablePointer<Self>, _ count: Int
  ) { for j in 0..<count { sums[j].addProduct(row[j * stride], factor) } }
  /// Element by element.
  @inlinable public mutating func addProducts(of a: UnsafePointer<Self>, _ b: UnsafePointer<Self>, _ count: Int) {
    for j in 0..<count { addProduct(a[j], b[j]) }
  }
}

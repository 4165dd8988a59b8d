#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A scalar with the few functions that gates, normalisation and the squash need beyond the field operations.
///
/// ``PrimeField`` and rationals do not conform: for them the callers hand in decays as field elements and a rational
/// squash (`Specs/identities.md`).
public protocol AnalyticScalar: Scalar {
  /// The exact image of a finite double, or its infinity where the type has one.
  init(_ value: Double)
  /// e to the power of `x`; `exp(−∞)` is exactly zero.
  static func exp(_ x: Self) -> Self
  /// e to the power of `x`, less one: accurate near zero, where the difference cancels.
  static func expm1(_ x: Self) -> Self
  /// The natural logarithm of `1 + x`: accurate near zero, where the sum loses `x`.
  static func log1p(_ x: Self) -> Self
  /// The natural logarithm of a positive number.
  static func log(_ x: Self) -> Self
  /// The square root of a number that is not negative.
  static func sqrt(_ x: Self) -> Self
  /// The absolute value.
  static func abs(_ x: Self) -> Self
  /// The larger of two numbers.
  static func max(_ a: Self, _ b: Self) -> Self
  /// −1, 0 or 1: the derivative of the absolute value, with 0 at 0.
  static func sign(_ x: Self) -> Self
}

extension Double: AnalyticScalar {
  /// One.
  public static var one: Double { 1 }
  /// e to the power of `x`.
  @inlinable public static func exp(_ x: Double) -> Double { _exp(x) }
  /// e to the power of `x`, less one.
  @inlinable public static func expm1(_ x: Double) -> Double { _expm1(x) }
  /// The natural logarithm of `1 + x`.
  @inlinable public static func log1p(_ x: Double) -> Double { _log1p(x) }
  /// The natural logarithm.
  @inlinable public static func log(_ x: Double) -> Double { _log(x) }
  /// The square root.
  @inlinable public static func sqrt(_ x: Double) -> Double { x.squareRoot() }
  /// The absolute value.
  @inlinable public static func abs(_ x: Double) -> Double { x.magnitude }
  /// The larger of two numbers.
  @inlinable public static func max(_ a: Double, _ b: Double) -> Double { a > b ? a : b }
  /// −1, 0 or 1.
  @inlinable public static func sign(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }
}

extension Float: AnalyticScalar {
  /// One.
  public static var one: Float { 1 }
  /// e to the power of `x`.
  @inlinable public static func exp(_ x: Float) -> Float { _exp(x) }
  /// e to the power of `x`, less one.
  @inlinable public static func expm1(_ x: Float) -> Float { _expm1(x) }
  /// The natural logarithm of `1 + x`.
  @inlinable public static func log1p(_ x: Float) -> Float { _log1p(x) }
  /// The natural logarithm.
  @inlinable public static func log(_ x: Float) -> Float { _log(x) }
  /// The square root.
  @inlinable public static func sqrt(_ x: Float) -> Float { x.squareRoot() }
  /// The absolute value.
  @inlinable public static func abs(_ x: Float) -> Float { x.magnitude }
  /// The larger of two numbers.
  @inlinable public static func max(_ a: Float, _ b: Float) -> Float { a > b ? a : b }
  /// −1, 0 or 1.
  @inlinable public static func sign(_ x: Float) -> Float { x > 0 ? 1 : x < 0 ? -1 : 0 }
}

// The C library's functions under names that the static members above do not shadow.
@usableFromInline func _exp(_ x: Double) -> Double { exp(x) }
@usableFromInline func _expm1(_ x: Double) -> Double { expm1(x) }
@usableFromInline func _expm1(_ x: Float) -> Float { expm1f(x) }
@usableFromInline func _log1p(_ x: Double) -> Double { log1p(x) }
@usableFromInline func _log1p(_ x: Float) -> Float { log1pf(x) }
@usableFromInline func _log(_ x: Double) -> Double { log(x) }
@usableFromInline func _exp(_ x: Float) -> Float { expf(x) }
@usableFromInline func _log(_ x: Float) -> Float { logf(x) }

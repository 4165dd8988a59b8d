/// A value with its derivative in one direction: forward-mode differentiation of anything written over `Scalar`.
///
///     f(a + ε b) = f(a) + ε f′(a) b,   ε² = 0
///
/// The dual numbers over a field are a commutative ring; dividing by one whose value is zero is a division by zero of
/// the base. Source: `Specs/exact-arithmetic.md`, EXA-5.
public struct Dual<Base: Scalar>: Scalar {
  /// f(a).
  public var value: Base
  /// f′(a)·b.
  public var derivative: Base

  /// Creates a value with its derivative; a constant has none.
  @inlinable public init(_ value: Base, derivative: Base = .zero) {
    (self.value, self.derivative) = (value, derivative)
  }

  /// The image of an integer, a constant.
  @inlinable public init(_ integer: Int) { self.init(Base(integer)) }
  /// The constant 0.
  @inlinable public static var zero: Dual { .init(.zero) }
  /// The constant 1.
  @inlinable public static var one: Dual { .init(.one) }

  /// The sum.
  @inlinable public static func + (a: Dual, b: Dual) -> Dual {
    .init(a.value + b.value, derivative: a.derivative + b.derivative)
  }
  /// The difference.
  @inlinable public static func - (a: Dual, b: Dual) -> Dual {
    .init(a.value - b.value, derivative: a.derivative - b.derivative)
  }
  /// The product, by Leibniz.
  @inlinable public static func * (a: Dual, b: Dual) -> Dual {
    .init(a.value * b.value, derivative: a.derivative * b.value + a.value * b.derivative)
  }
  /// The quotient: q′ = (a′ − q b′)/b.
  @inlinable public static func / (a: Dual, b: Dual) -> Dual {
    let quotient = a.value / b.value
    return .init(quotient, derivative: (a.derivative - quotient * b.derivative) / b.value)
  }
}

extension Dual: Equatable where Base: Equatable {}
extension Dual: Hashable where Base: Hashable {}

extension Dual: AnalyticScalar where Base: AnalyticScalar {
  /// A constant.
  @inlinable public init(_ value: Double) { self.init(Base(value)) }
  /// e to the power of `x`.
  @inlinable public static func exp(_ x: Dual) -> Dual {
    let value = Base.exp(x.value)
    return .init(value, derivative: value * x.derivative)
  }
  /// e to the power of `x`, less one.
  @inlinable public static func expm1(_ x: Dual) -> Dual {
    .init(Base.expm1(x.value), derivative: Base.exp(x.value) * x.derivative)
  }
  /// The natural logarithm of `1 + x`.
  @inlinable public static func log1p(_ x: Dual) -> Dual {
    .init(Base.log1p(x.value), derivative: x.derivative / (Base.one + x.value))
  }
  /// The natural logarithm.
  @inlinable public static func log(_ x: Dual) -> Dual {
    .init(Base.log(x.value), derivative: x.derivative / x.value)
  }
  /// The square root.
  @inlinable public static func sqrt(_ x: Dual) -> Dual {
    let value = Base.sqrt(x.value)
    return .init(value, derivative: x.derivative / (value + value))
  }
  /// The absolute value; its derivative at 0 is taken as 0.
  @inlinable public static func abs(_ x: Dual) -> Dual {
    .init(Base.abs(x.value), derivative: Base.sign(x.value) * x.derivative)
  }
  /// The larger of two numbers; at a tie, the mean of the derivatives.
  @inlinable public static func max(_ a: Dual, _ b: Dual) -> Dual {
    let side = Base.sign(a.value - b.value)
    let (sum, difference) = (a.derivative + b.derivative, a.derivative - b.derivative)
    return .init(Base.max(a.value, b.value), derivative: (sum + side * difference) / Base(2))
  }
  /// −1, 0 or 1, a constant.
  @inlinable public static func sign(_ x: Dual) -> Dual { .init(Base.sign(x.value)) }
}

import Foundation

/// A number of the plain implementation: float32, or float64 for the right implementation that computes with more.
protocol PlainFloat: BinaryFloatingPoint, Sendable {
  static func exponential(_ x: Self) -> Self
  static func powerOfTwo(_ x: Self) -> Self
  static func logarithm(_ x: Self) -> Self
  /// e^x − 1 without cancellation.
  static func exponentialLessOne(_ x: Self) -> Self
  /// log(1 + x) without cancellation.
  static func logarithmOfOnePlus(_ x: Self) -> Self
}

extension Float: PlainFloat {
  static func exponential(_ x: Float) -> Float { expf(x) }
  static func powerOfTwo(_ x: Float) -> Float { exp2f(x) }
  static func logarithm(_ x: Float) -> Float { logf(x) }
  static func exponentialLessOne(_ x: Float) -> Float { expm1f(x) }
  static func logarithmOfOnePlus(_ x: Float) -> Float { log1pf(x) }
}

extension Double: PlainFloat {
  static func exponential(_ x: Double) -> Double { Foundation.exp(x) }
  static func powerOfTwo(_ x: Double) -> Double { Foundation.exp2(x) }
  static func logarithm(_ x: Double) -> Double { Foundation.log(x) }
  static func exponentialLessOne(_ x: Double) -> Double { Foundation.expm1(x) }
  static func logarithmOfOnePlus(_ x: Double) -> Double { Foundation.log1p(x) }
}

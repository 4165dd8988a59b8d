/// A binary floating-point format, given by what rounding to it does.
public struct Format: Hashable, Sendable {
  /// The name that tables and reports show.
  public let name: String
  /// Bits of the significand, the leading one included.
  public let precision: Int
  /// The smallest exponent of a normal number, as a power of two.
  public let minimumExponent: Int
  /// The largest exponent of a finite number, as a power of two.
  public let maximumExponent: Int
  /// Whether excess bits are dropped instead of rounded to nearest.
  public let truncates: Bool

  init(name: String, precision: Int, minimumExponent: Int, maximumExponent: Int, truncates: Bool = false) {
    (self.name, self.precision, self.truncates) = (name, precision, truncates)
    (self.minimumExponent, self.maximumExponent) = (minimumExponent, maximumExponent)
  }

  /// IEEE binary32.
  public static let fp32 = Format(name: "fp32", precision: 24, minimumExponent: -126, maximumExponent: 127)
  /// What tensor cores keep of a float32 operand: 10 stored significand bits, 8 exponent bits, the rest dropped.
  public static let tf32 = Format(
    name: "tf32", precision: 11, minimumExponent: -126, maximumExponent: 127, truncates: true)
  /// bfloat16.
  public static let bf16 = Format(name: "bf16", precision: 8, minimumExponent: -126, maximumExponent: 127)
  /// IEEE binary16.
  public static let fp16 = Format(name: "fp16", precision: 11, minimumExponent: -14, maximumExponent: 15)

  /// The unit roundoff: the largest relative error in the normal range, 2^−precision to nearest, twice that truncating.
  public var unitRoundoff: Double {
    Double(sign: .plus, exponent: truncates ? 1 - precision : -precision, significand: 1)
  }

  /// The smallest positive normal number; below it a kernel that flushes to zero is in error by as much.
  public var leastNormal: Double { Double(sign: .plus, exponent: minimumExponent, significand: 1) }

  /// Rounds to the format: to nearest with ties to even, or toward zero; subnormals are kept and overflow gives infinity.
  ///
  /// - Complexity: O(1), exact for every double.
  public func rounded(_ x: Double) -> Double {
    guard x.isFinite, x != 0 else { return x }
    let exponent = Swift.max(Int(x.exponent), minimumExponent)
    // One unit in the last place at this magnitude; dividing by a power of two is exact.
    let ulp = Double(sign: .plus, exponent: exponent - precision + 1, significand: 1)
    let y = (x / ulp).rounded(truncates ? .towardZero : .toNearestOrEven) * ulp
    let largest =
      Double(sign: .plus, exponent: maximumExponent + 1, significand: 1)
      - Double(
        sign: .plus, exponent: maximumExponent - precision + 1, significand: 1)
    return y.magnitude > largest ? (x < 0 ? -.infinity : .infinity) : y
  }

  /// Whether the value lies on the grid of this format.
  public func contains(_ x: Double) -> Bool { x.isNaN || rounded(x) == x }
}

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
  /// What happens to excess bits.
  public let rounding: RoundingMode
  /// The least normal and the largest finite number as bits of doubles, for ``rounded(_:)``.
  @usableFromInline let leastBits, greatestBits: UInt64

  /// Creates a format whose numbers are doubles with room to spare.
  ///
  /// - Precondition: a precision of 1 to 48 bits and exponents of normal numbers within −900…1000, in order.
  public init(
    name: String, precision: Int, minimumExponent: Int, maximumExponent: Int, rounding: RoundingMode = .nearest
  ) {
    precondition(
      (1...48).contains(precision) && -900 <= minimumExponent && minimumExponent <= maximumExponent
        && maximumExponent <= 1000, "Format: out of the range of doubles")
    (self.name, self.precision, self.rounding) = (name, precision, rounding)
    (self.minimumExponent, self.maximumExponent) = (minimumExponent, maximumExponent)
    leastBits = Double(sign: .plus, exponent: minimumExponent, significand: 1).bitPattern
    greatestBits = Double(sign: .plus, exponent: maximumExponent, significand: 1).bitPattern
  }

  /// IEEE binary32.
  public static let fp32 = Format(name: "fp32", precision: 24, minimumExponent: -126, maximumExponent: 127)
  /// What tensor cores keep of a float32 operand: 10 stored significand bits, 8 exponent bits, the rest dropped.
  public static let tf32 = Format(
    name: "tf32", precision: 11, minimumExponent: -126, maximumExponent: 127, rounding: .truncate)
  /// bfloat16.
  public static let bf16 = Format(name: "bf16", precision: 8, minimumExponent: -126, maximumExponent: 127)
  /// IEEE binary16.
  public static let fp16 = Format(name: "fp16", precision: 11, minimumExponent: -14, maximumExponent: 15)

  /// The formats that have a name of their own.
  public static let all: [Format] = [.fp32, .tf32, .bf16, .fp16]

  /// The same numbers, reached in another way.
  public func rounding(_ mode: RoundingMode) -> Format {
    Format(
      name: name, precision: precision, minimumExponent: minimumExponent, maximumExponent: maximumExponent,
      rounding: mode)
  }

  /// The unit roundoff, the largest relative error in the normal range: half a step to nearest, otherwise a whole one.
  public var unitRoundoff: Double {
    Double(sign: .plus, exponent: rounding == .nearest ? -precision : 1 - precision, significand: 1)
  }

  /// The smallest positive normal number; below it a kernel that flushes to zero is in error by as much.
  public var leastNormal: Double { Double(sign: .plus, exponent: minimumExponent, significand: 1) }

  /// The smallest positive number: the step of the grid below ``leastNormal``.
  public var leastSubnormal: Double {
    Double(sign: .plus, exponent: minimumExponent - precision + 1, significand: 1)
  }

  /// The largest finite number.
  public var greatest: Double {
    Double(sign: .plus, exponent: maximumExponent + 1, significand: 1)
      - Double(sign: .plus, exponent: maximumExponent - precision + 1, significand: 1)
  }

  /// Whether the value lies on the grid of this format.
  public func contains(_ x: Double) -> Bool { x.isNaN || rounded(x) == x }
}

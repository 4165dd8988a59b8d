import CDeltaFLINT
import DeltaScalars

/// A rational number of any size, always in lowest terms: every operation is exact and equality is decidable.
///
/// Over it the recurrences are a proof on their inputs. Its size grows with a computation; a division by zero traps.
/// Source: `Specs/exact-arithmetic.md`, EXA-1.
public struct Rational: Scalar {
  var box: RationalBox

  init(_ compute: (UnsafeMutablePointer<fmpq>) -> Void) {
    box = RationalBox()
    compute(box.c)
  }

  /// The image of an integer.
  public init(_ integer: Int) { self.init(integer, 1) }

  /// The quotient of two integers; the denominator must not be zero.
  public init(_ numerator: Int, _ denominator: Int) {
    precondition(denominator != 0, "Rational: division by zero")
    let positive = denominator > 0
    self.init {
      fmpq_set_si($0, numerator, denominator.magnitude)
      if !positive { fmpq_neg($0, $0) }
    }
  }

  /// The exact value of a finite double, or nil for an infinity or a NaN.
  public init?(exactly value: Double) {
    guard value.isFinite else { return nil }
    guard value != 0 else {
      self = .zero
      return
    }
    // significand · 2^53 is an integer of at most 54 bits, subnormal or not.
    let scaled = Int(value.significand * 0x1p53) * (value.sign == .minus ? -1 : 1)
    let exponent = Int(value.exponent) - 53
    self.init {
      fmpq_set_si($0, scaled, 1)
      if exponent >= 0 {
        fmpq_mul_2exp($0, $0, UInt(exponent))
      } else {
        fmpq_div_2exp($0, $0, UInt(-exponent))
      }
    }
  }

  /// The exact value of a finite float, or nil for an infinity or a NaN.
  public init?(exactly value: Float) { self.init(exactly: Double(value)) }

  private static let sharedZero = Rational(0)
  private static let sharedOne = Rational(1)
  /// The neutral element of addition.
  public static var zero: Rational { sharedZero }
  /// The neutral element of multiplication.
  public static var one: Rational { sharedOne }

  /// The sum.
  public static func + (a: Rational, b: Rational) -> Rational { .init { fmpq_add($0, a.box.c, b.box.c) } }
  /// The difference.
  public static func - (a: Rational, b: Rational) -> Rational { .init { fmpq_sub($0, a.box.c, b.box.c) } }
  /// The product.
  public static func * (a: Rational, b: Rational) -> Rational { .init { fmpq_mul($0, a.box.c, b.box.c) } }
  /// The quotient; `b` must not be zero.
  public static func / (a: Rational, b: Rational) -> Rational {
    precondition(fmpq_is_zero(b.box.c) == 0, "Rational: division by zero")
    return .init { fmpq_div($0, a.box.c, b.box.c) }
  }
  /// The negation.
  public static prefix func - (a: Rational) -> Rational { .init { fmpq_neg($0, a.box.c) } }

  /// Replaces this value by `self + a·b`, in place when nobody else holds it.
  public mutating func addProduct(_ a: Rational, _ b: Rational) {
    if isKnownUniquelyReferenced(&box) {
      fmpq_addmul(box.c, a.box.c, b.box.c)
    } else {
      let old = box
      self = .init {
        fmpq_set($0, old.c)
        fmpq_addmul($0, a.box.c, b.box.c)
      }
    }
  }

  /// −1, 0 or 1.
  public var sign: Int { Int(fmpq_sgn(box.c)) }
  /// The absolute value.
  public var magnitude: Rational { .init { fmpq_abs($0, box.c) } }
  /// Bits of the larger of numerator and denominator: what an exact computation costs in growth.
  public var heightInBits: Int { Int(fmpq_height_bits(box.c)) }
}

extension Rational: Comparable {
  /// Equality of values.
  public static func == (a: Rational, b: Rational) -> Bool { fmpq_equal(a.box.c, b.box.c) != 0 }
  /// The order of the line.
  public static func < (a: Rational, b: Rational) -> Bool { fmpq_cmp(a.box.c, b.box.c) < 0 }
}

extension Rational: CustomStringConvertible {
  /// `p/q` in lowest terms, or `p`.
  public var description: String {
    let text = fmpq_get_str(nil, 10, box.c)!
    defer { flint_free(text) }
    return String(cString: text)
  }
}

extension Rational: ExpressibleByIntegerLiteral {
  /// The image of an integer literal.
  public init(integerLiteral value: Int) { self.init(value) }
}

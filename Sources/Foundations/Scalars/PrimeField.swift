/// The integers modulo the Mersenne prime p = 2⁶¹ − 1, in which two rational functions that agree at random points are equal.
///
/// By Schwartz–Zippel a false identity of degree D survives n random points with probability at most (D/p)ⁿ
/// (`Specs/identities.md`, clause FP-1). Every operation is exact, so an index, a tail or a head that is wrong has no
/// tolerance to hide behind.
public struct PrimeField: Scalar, Hashable {
  /// The prime 2⁶¹ − 1.
  public static let modulus: UInt64 = (1 << 61) - 1

  /// The canonical representative, in `0 ..< modulus`.
  public let residue: UInt64

  @inlinable init(canonical residue: UInt64) { self.residue = residue }

  /// The class of any 64-bit pattern.
  @inlinable public init(residue: UInt64) { self.init(canonical: residue % Self.modulus) }

  /// The class of an integer, negative ones included.
  @inlinable public init(_ integer: Int) {
    let r = integer % Int(Self.modulus)
    self.init(canonical: UInt64(r < 0 ? r + Int(Self.modulus) : r))
  }

  /// The class of 0.
  @inlinable public static var zero: PrimeField { .init(canonical: 0) }
  /// The class of 1.
  @inlinable public static var one: PrimeField { .init(canonical: 1) }

  /// The sum modulo p.
  @inlinable public static func + (a: PrimeField, b: PrimeField) -> PrimeField { reduced(a.residue &+ b.residue) }

  /// The difference modulo p.
  @inlinable public static func - (a: PrimeField, b: PrimeField) -> PrimeField {
    reduced(a.residue &+ modulus &- b.residue)
  }

  /// The product modulo p.
  @inlinable public static func * (a: PrimeField, b: PrimeField) -> PrimeField {
    let (high, low) = a.residue.multipliedFullWidth(by: b.residue)
    // 2⁶¹ ≡ 1: the bits from 61 upwards count once.
    return reduced((low & modulus) &+ (high << 3 | low >> 61))
  }

  /// The quotient modulo p; `b` must not be zero.
  @inlinable public static func / (a: PrimeField, b: PrimeField) -> PrimeField { a * b.inverse }

  /// The multiplicative inverse, by Fermat's little theorem; zero has none and traps.
  public var inverse: PrimeField {
    precondition(residue != 0, "PrimeField: division by zero")
    return power(Self.modulus - 2)
  }

  /// The value raised to a non-negative power.
  public func power(_ exponent: UInt64) -> PrimeField {
    var (result, base, e) = (PrimeField.one, self, exponent)
    while e > 0 {
      if e & 1 == 1 { result = result * base }
      base = base * base
      e >>= 1
    }
    return result
  }

  /// Brings a sum below 2p into canonical form.
  @inlinable static func reduced(_ x: UInt64) -> PrimeField { .init(canonical: x >= modulus ? x &- modulus : x) }
}

extension PrimeField: CustomStringConvertible {
  /// The canonical representative in decimal.
  public var description: String { "\(residue)" }
}

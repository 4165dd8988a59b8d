import DeltaExactScalars
import DeltaScalars

/// A scalar that can be drawn and compared: the inputs of exact claims and of identities.
protocol RandomScalar: Scalar, Equatable {
  /// An element on which nothing is imposed.
  static func draw(_ generator: inout SplitMix64) -> Self
  /// A weight or a decay: positive where the field has an order.
  static func drawPositive(_ generator: inout SplitMix64) -> Self
}

extension PrimeField: RandomScalar {
  /// Exactly uniform: 61 bits, and the one pattern that is not a residue is drawn again.
  static func draw(_ generator: inout SplitMix64) -> PrimeField {
    while true {
      let bits = generator.next() >> 3
      if bits < modulus { return PrimeField(residue: bits) }
    }
  }

  static func drawPositive(_ generator: inout SplitMix64) -> PrimeField { draw(&generator) }
}

extension Rational: RandomScalar {
  /// A numerator of at most 6 over 1 to 4.
  static func draw(_ generator: inout SplitMix64) -> Rational {
    Rational(Int.random(in: -6...6, using: &generator), Int.random(in: 1...4, using: &generator))
  }

  /// Quarters in (0, 2].
  static func drawPositive(_ generator: inout SplitMix64) -> Rational {
    Rational(Int.random(in: 1...8, using: &generator), 4)
  }
}

extension RandomScalar {
  static func draw(_ count: Int, _ generator: inout SplitMix64) -> [Self] {
    (0..<count).map { _ in draw(&generator) }
  }

  static func drawPositive(_ count: Int, _ generator: inout SplitMix64) -> [Self] {
    (0..<count).map { _ in drawPositive(&generator) }
  }
}

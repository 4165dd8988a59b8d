import CDeltaFLINT
import DeltaScalars

extension Ball: AnalyticScalar {
  /// A double, exact, that adopts the working precision.
  public init(_ value: Double) { self.init(value, precision: WorkingPrecision.bits) }

  /// An enclosure of e to the power of `x`; `exp(−∞)` is exactly zero.
  public static func exp(_ x: Ball) -> Ball {
    // Arb encloses exp(−∞) as it would any unbounded argument; the limit is what a gate of −∞ means.
    if arb_is_exact(x.box.c) != 0, arf_is_neg_inf(cflint_midpoint(x.box.c)) != 0 {
      return Ball(precision: x.precision) { arb_zero($0) }
    }
    return function(x) { arb_exp($0, $1, $2) }
  }

  /// An enclosure of e to the power of `x`, less one, relatively tight near zero.
  public static func expm1(_ x: Ball) -> Ball { function(x) { arb_expm1($0, $1, $2) } }

  /// An enclosure of the natural logarithm of `1 + x`, relatively tight near zero.
  public static func log1p(_ x: Ball) -> Ball { function(x) { arb_log1p($0, $1, $2) } }

  /// An enclosure of the natural logarithm; indeterminate when `x` contains a number that is not positive.
  public static func log(_ x: Ball) -> Ball { function(x) { arb_log($0, $1, $2) } }

  /// An enclosure of the square root; indeterminate when `x` contains a negative number.
  public static func sqrt(_ x: Ball) -> Ball { function(x) { arb_sqrt($0, $1, $2) } }

  /// An enclosure of the absolute value.
  public static func abs(_ x: Ball) -> Ball { Ball(precision: x.precision) { arb_abs($0, x.box.c) } }

  /// An enclosure of the larger of two numbers.
  public static func max(_ a: Ball, _ b: Ball) -> Ball {
    let bits = roundingBits(Swift.max(a.precision, b.precision))
    return Ball(precision: bits) { arb_max($0, a.box.c, b.box.c, bits) }
  }

  /// An enclosure of −1, 0 or 1.
  public static func sign(_ x: Ball) -> Ball { Ball(precision: x.precision) { arb_sgn($0, x.box.c) } }

  private static func function(
    _ x: Ball, _ f: (UnsafeMutablePointer<arb_struct>, UnsafeMutablePointer<arb_struct>, Int) -> Void
  ) -> Ball {
    let bits = roundingBits(x.precision)
    return Ball(precision: bits) { f($0, x.box.c, bits) }
  }
}

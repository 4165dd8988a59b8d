import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// The reference evaluated in ball arithmetic: every output and gradient with a proof of its own error.
///
/// The same token form as `Reference`, and the same adjoint, over another scalar. A recursion widens its balls by a
/// fraction of a bit a token, so the precision starts from the number of tokens and doubles until every element is
/// decided. Source: `Specs/exact-arithmetic.md`, ENC-1 to ENC-3.
public enum EnclosedReference {
  /// The highest precision that is tried, in bits.
  public static let precisionLimit = 1 << 16

  /// The outputs of a valid problem, each the double nearest to the exact real number.
  ///
  /// Layouts are the exchange's. The result depends on no library's rounding, no CPU and no thread count.
  ///
  /// - Throws: ``EnclosureError`` when the limit of precision does not decide an output, or an output is not finite.
  /// - Complexity: O(T·HV·K·V) operations on balls of O(T) bits.
  public static func evaluate(_ problem: Problem) throws(EnclosureError) -> Decided<OutputName, Double> {
    try decide(problem, \.nearestDouble)
  }

  /// The outputs of a valid problem, each the float nearest to the exact real number; rounded once, not through doubles.
  ///
  /// - Throws: ``EnclosureError``, as ``evaluate(_:)``.
  public static func evaluateFloats(_ problem: Problem) throws(EnclosureError) -> Decided<OutputName, Float> {
    try decide(problem, \.nearestFloat)
  }

  /// Enclosures of the outputs of a valid problem at a given precision in bits.
  ///
  /// - Complexity: O(T·HV·K·V) operations on balls.
  public static func enclose(_ problem: Problem, precision: Int) -> [OutputName: [Ball]] {
    Ball.withPrecision(precision) {
      var exact = Exact<Ball>()
      let lowered = lower(problem, to: Ball.self, rounding: &exact)
      return Reference.named(recur(lowered, map: Squash<Ball>(problem), rounding: &exact), problem)
    }
  }

  /// The precision that is tried first: a double's 53 bits, as many for cancellation, and half a bit a token.
  public static func initialPrecision(_ problem: Problem) -> Int { 128 + (problem.shape.T / 2 + 63) / 64 * 64 }

  private static func decide<F>(_ problem: Problem, _ round: (Ball) -> F?) throws(EnclosureError)
    -> Decided<OutputName, F>
  {
    let expected = problem.outputNames.map { name in
      ExpectedTensor(name, inWords: "output '\(name.rawValue)'", shape: problem.expectedShape(of: name))
    }
    return try decide(
      expected, from: initialPrecision(problem), enclosing: { enclose(problem, precision: $0) }, rounding: round)
  }
}

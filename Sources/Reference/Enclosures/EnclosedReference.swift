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

  /// One part of the response to a valid problem, each element the double nearest to the exact real number.
  ///
  /// Layouts are the exchange's; a gradient is laid out as its input, and one that is exactly zero is +0. Without cotangents
  /// no gradient is asked for, and nothing is enclosed. The result depends on no library's rounding, no CPU and no thread
  /// count.
  ///
  /// - Throws: ``EnclosureError`` when the limit of precision does not decide an element, or one is not finite.
  /// - Complexity: O(T·HV·K·V) operations on balls of O(T) bits. Source: ENC-3, for gradients GRAD-1.
  public static func evaluate(
    _ problem: Problem, _ part: ResponsePart = .outputs
  ) throws(EnclosureError) -> Decided<Double> { try decide(problem, part, \.nearestDouble) }

  /// The same with the float nearest to the exact real number; rounded once, not through doubles.
  ///
  /// - Throws: ``EnclosureError``, as ``evaluate(_:_:)``.
  public static func evaluateFloats(
    _ problem: Problem, _ part: ResponsePart = .outputs
  ) throws(EnclosureError) -> Decided<Float> { try decide(problem, part, \.nearestFloat) }

  /// Enclosures of one part of the response to a valid problem at a given precision in bits.
  ///
  /// - Complexity: O(T·HV·K·V) operations on balls. Source: ENC-3.
  public static func enclose(
    _ problem: Problem, _ part: ResponsePart = .outputs, precision: Int
  ) -> [ResponseTensor: [Ball]] {
    Ball.withPrecision(precision) {
      var exact = Exact<Ball>()
      switch part {
      case .outputs:
        let lowered = lower(problem, to: Ball.self, rounding: &exact)
        let outputs = recur(lowered, map: Squash<Ball>(problem), rounding: &exact)
        return Reference.named(outputs, problem).named(ResponseTensor.output)
      case .gradients:
        return gradients(of: problem, in: Ball.self, rounding: &exact).named(ResponseTensor.gradient)
      }
    }
  }

  /// The precision that is tried first: a double's 53 bits, as many for cancellation, and half a bit a token.
  public static func initialPrecision(_ problem: Problem) -> Int { 128 + (problem.shape.T / 2 + 63) / 64 * 64 }
}

import ExactScalars
import Operators
import Recurrences
import Scalars

/// The reference evaluated in ball arithmetic: every output with a proof of its own error.
///
/// The same token form as `Reference`, over another scalar. A recursion widens its balls by a fraction of a bit a token,
/// so the precision starts from the number of tokens and doubles until every output is decided.
/// Source: `Specs/exact-arithmetic.md`, ENC-1 and ENC-2.
public enum EnclosedReference {
  /// The highest precision that is tried, in bits.
  public static let precisionLimit = 1 << 16

  /// The outputs of a valid problem, each the double nearest to the exact real number.
  ///
  /// Layouts are the exchange's. The result depends on no library's rounding, no CPU and no thread count.
  ///
  /// - Throws: ``EnclosureError`` when the limit of precision does not decide an output, or an output is not finite.
  /// - Complexity: O(T·HV·K·V) operations on balls of O(T) bits.
  public static func evaluate(_ problem: Problem) throws(EnclosureError) -> Decided<Double> {
    try decide(problem) { $0.nearestDouble }
  }

  /// The outputs of a valid problem, each the float nearest to the exact real number; rounded once, not through doubles.
  ///
  /// - Throws: ``EnclosureError``, as ``evaluate(_:)``.
  public static func evaluateFloats(_ problem: Problem) throws(EnclosureError) -> Decided<Float> {
    try decide(problem) { $0.nearestFloat }
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

  private static func decide<F>(_ problem: Problem, _ round: (Ball) -> F?) throws(EnclosureError) -> Decided<F> {
    var precision = initialPrecision(problem)
    var attempts = 1
    while true {
      let balls = enclose(problem, precision: precision)
      var failure: EnclosureError?
      var decided: [OutputName: [F]] = [:]
      for name in problem.outputNames {
        var values: [F] = []
        for (position, ball) in (balls[name] ?? []).enumerated() {
          guard let value = round(ball) else {
            failure = .undecided(name, position: position, precision: precision, enclosure: "\(ball)")
            break
          }
          values.append(value)
        }
        if failure != nil { break }
        decided[name] = values
      }
      guard let failure else { return Decided(outputs: decided, precision: precision, attempts: attempts) }
      guard precision < precisionLimit else { throw failure }
      precision *= 2
      attempts += 1
    }
  }
}

/// Outputs rounded from enclosures that decide every one of them, and what it took.
public struct Decided<F: Sendable>: Sendable {
  /// The outputs, in the exchange's layouts.
  public let outputs: [OutputName: [F]]
  /// The precision in bits that decided the last of them.
  public let precision: Int
  /// How many precisions were tried.
  public let attempts: Int
}

/// Why an output could not be rounded.
public enum EnclosureError: Error, Hashable {
  /// The first output whose enclosure does not decide its rounding, at the highest precision tried.
  case undecided(OutputName, position: Int, precision: Int, enclosure: String)
}

extension EnclosureError: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .undecided(let name, let position, let precision, let enclosure):
      "Element \(position) of output '\(name.rawValue)' is known only as \(enclosure) at \(precision) bits, which does "
        + "not decide its rounding; look for an overflow, a key of norm zero or an input that is not finite."
    }
  }
}

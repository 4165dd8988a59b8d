import DeltaEnclosures
import DeltaOperators

/// Whether a comparison with the double-precision reference hangs on that reference's own error (ORA-1).
///
/// The reference rounds at every place at which the models of TOL-2 round, 2^-53 where they round 2^-24 or more, so its error
/// is at most 2^-29 of the bound on the terms that the bound is made for.
enum OracleError {
  /// The error of the reference as a share of a bound.
  static let share = 0x1p-29

  /// Whether an element's verdict could be another one if the reference were off by its error.
  static func couldDecide(error: Double, bound: Double) -> Bool {
    error.isFinite && (error - bound).magnitude <= share * bound
  }
}

/// How often the double-precision reference was enough, and how often an enclosure had to decide.
public struct OracleCount: Hashable, Sendable {
  /// Comparisons of a tensor that no error of the reference could turn.
  public var double = 0
  /// Comparisons that were made again with the exact values.
  public var enclosed = 0

  /// Adds two counts.
  public static func + (a: OracleCount, b: OracleCount) -> OracleCount {
    OracleCount(double: a.double + b.double, enclosed: a.enclosed + b.enclosed)
  }
}

extension Oracle {
  /// Compares a tensor of a response with the reference, with the exact values where the double's error could turn the verdict.
  ///
  /// What not even these tell from a bound that is not 0 is within it: no bound is known to its last bit.
  ///
  /// - Throws: ``Unanswered`` if the exact values cannot be had.
  /// - Complexity: linear in the elements; an escalation costs one evaluation in ball arithmetic.
  func deviation(_ request: Request, _ tensor: ResponseTensor, found: [Double]) throws(Unanswered)
    -> (deviation: Deviation, expected: [Double], count: OracleCount)
  {
    let expectation = expectation(request, of: tensor.part)
    let (reference, bound) = (expectation.reference[tensor]!, expectation.bound[tensor]!)
    func isClose(_ expected: [Double], _ couldDecide: (Double, Double) -> Bool) -> Bool {
      found.indices.contains { couldDecide((found[$0] - expected[$0]).magnitude, bound[$0]) }
    }
    guard isClose(reference, OracleError.couldDecide) else {
      let deviation = Deviation(tensor, found: found, expected: reference, bound: bound)
      return (deviation, reference, OracleCount(double: 1))
    }
    let exact: [Double]
    do { exact = try EnclosedReference.evaluate(request.problem, tensor.part).values[tensor]! } catch {
      throw Unanswered(reason: "the verdict hangs on the reference's own error: \(error)")
    }
    let limits = found.indices.map { i in
      let error = (found[i] - exact[i]).magnitude
      // What is left of the error is half a unit in the last place of the expected value, and the subtraction's rounding.
      let isAtBound = bound[i] > 0 && error.isFinite && (error - bound[i]).magnitude <= exact[i].ulp + error.ulp
      return isAtBound ? max(error, bound[i]) : bound[i]
    }
    return (Deviation(tensor, found: found, expected: exact, bound: limits), exact, OracleCount(enclosed: 1))
  }
}

import DeltaOperators
import DeltaProperties

/// The errors of one tensor `o` of one sequence, window by window (DRIFT-2, DRIFT-3).
struct Measurement {
  let found: [Double]
  let expectation: Expectation
  /// Elements a token: heads times channels.
  let stride: Int

  /// The numbers of one window.
  struct Errors {
    let relative: Double
    let model: Double
    let typical: Double
    let worst: Double
  }

  /// The errors over a range of tokens.
  func errors(_ tokens: Range<Int>) -> Errors {
    let o = ResponseTensor.output(.o)
    let (reference, spread, bound) = (expectation.reference[o]!, expectation.spread[o]!, expectation.bound[o]!)
    var (error, model, signal, worst) = (0.0, 0.0, 0.0, 0.0)
    for i in tokens.lowerBound * stride..<tokens.upperBound * stride {
      let difference = (found[i] - reference[i]).magnitude
      error += difference * difference
      model += spread[i] * spread[i]
      signal += reference[i] * reference[i]
      worst = max(worst, ratio(difference, bound[i]))
    }
    return Errors(
      relative: ratio(error, signal).squareRoot(), model: ratio(model, signal).squareRoot(),
      typical: ratio(error, model).squareRoot(), worst: worst)
  }

  /// A quotient in which nothing over nothing is nothing, and what is not a number is infinite.
  private func ratio(_ x: Double, _ y: Double) -> Double {
    if x == 0 { return 0 }
    let quotient = x / y
    return quotient.isNaN ? .infinity : quotient
  }
}

import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// What rounding for real does to a part of a response, under both models: one more sample of each (TOL-3).
///
/// Random errors forget what a rounding that is carried out knows: that a sum grown large swallows every further summand, that
/// at a fixed point the same error is made again and again. Stochastic formats draw from a stream of their own.
struct CarriedOut {
  /// |rounded − exact| of each element, for each model; where that is not finite, 0.
  let errors: [[ResponseTensor: [Double]]]

  init(
    _ problem: Problem, of part: ResponsePart, _ tolerance: Tolerance, seed: UInt64,
    from exact: [ResponseTensor: [Double]]
  ) {
    var rounding = ProfileRounding(tolerance.profile, seed: SplitMix64.mix(seed))
    let forms: [StateForm] = [.matrix, .deferred(chunk: tolerance.chunk)]
    errors = part.evaluated(problem, rounding: &rounding, forms: forms).map { rounded in
      Dictionary(
        uniqueKeysWithValues: rounded.map { name, values in
          (name, zip(values, exact[name]!).map { ($0 - $1).isFinite ? ($0 - $1).magnitude : 0 })
        })
    }
  }

  /// The root mean square over N samples with this as another; without any it counts as one that does not deviate (TOL-10).
  static func joining(_ carriedOut: CarriedOut?, to spreads: [[ResponseTensor: [Double]]], samples: Int)
    -> [[ResponseTensor: [Double]]]
  {
    let (n, all) = (Double(samples), Double(samples + 1))
    return spreads.enumerated().map { model, spreads in
      Dictionary(
        uniqueKeysWithValues: spreads.map { name, values in
          guard let errors = carriedOut?.errors[model][name] else {
            return (name, values.map { $0 * (n / all).squareRoot() })
          }
          return (name, zip(values, errors).map { (($0 * $0 * n + $1 * $1) / all).squareRoot() })
        })
    }
  }
}

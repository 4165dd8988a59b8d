import DeltaOperators
import DeltaRecurrences
import DeltaScalars

extension ResponsePart {
  /// What rounding for real makes of a part of a response, under both models: one more sample of each (TOL-3).
  ///
  /// Random errors forget what a rounding that is carried out knows: that a sum grown large swallows every further summand, that
  /// at a fixed point the same error is made again and again. Stochastic formats draw from a stream of their own.
  func carriedOut(_ problem: Problem, _ tolerance: Tolerance, seed: UInt64) -> [[ResponseTensor: [Double]]] {
    var rounding = ProfileRounding(tolerance.profile, seed: SplitMix64.mix(seed))
    return evaluated(problem, rounding: &rounding, forms: tolerance.forms)
  }
}

extension SampleSums {
  /// Adds the sample whose rounding is carried out; an element that is not finite counts as one that does not deviate.
  mutating func add(carriedOut values: [Double]) {
    carriedOut = zip(values, exact).map { $0.isFinite ? $0 : $1 }
    add(carriedOut!.map { Lanes($0) }, lanes: 1)
  }
}

import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// What a problem's outputs should be, and how far each element may be off.
public struct Expectation: Sendable {
  /// The reference in double precision.
  public let reference: [OutputName: [Double]]
  /// Root mean square deviation of each element over the randomly rounded runs, the larger of the two models' (TOL-3).
  public let spread: [OutputName: [Double]]
  /// The largest error of each element that is not a violation (TOL-4, TOL-5, TOL-6).
  public let bound: [OutputName: [Double]]

  /// Evaluates the reference once exactly and `tolerance.samples` times under random rounding, for both models (TOL-2).
  ///
  /// The streams depend on `seed` and the sample's number alone. Complexity: O(samples·T·HV·(K·V + C·(K + V))).
  public init(_ problem: Problem, _ tolerance: Tolerance, seed: UInt64) {
    let exact = Reference.evaluate(problem)
    let spreads = rootMeanSquares(of: exact, samples: tolerance.samples) { first in
      var rounding = RandomRounding(tolerance.profile, seed: seed, first: first)
      return Reference.evaluate(problem, rounding: &rounding, forms: [.matrix, .deferred(chunk: tolerance.chunk)])
    }
    let floor = tolerance.floor(scale: Self.magnitude(problem))
    reference = exact
    spread = spreads[0].merging(spreads[1]) { zip($0, $1).map(max) }
    bound = spread.mapValues { spreads in
      let factor = tolerance.spreads(elements: spreads.count)
      return spreads.map { factor * $0 + floor }
    }
  }

  /// The magnitude of the data that outputs are linear in.
  static func magnitude(_ problem: Problem) -> Double {
    let data = [problem.inputs[.v], problem.inputs[.h0]].compactMap(\.self)
    return data.reduce(0.0) { largest, tensor in
      tensor.values.reduce(largest) { max($0, Double($1.magnitude)) }
    }
  }
}

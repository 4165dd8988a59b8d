import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// What a problem's gradients should be, and how far each element may be off.
public struct GradientExpectation: Sendable {
  /// The adjoint of the reference in double precision.
  public let reference: [GradientName: [Double]]
  /// Root mean square deviation of each element over the randomly rounded runs of the adjoint (TOL-3, GRAD-6).
  public let spread: [GradientName: [Double]]
  /// The largest error of each element that is not a violation (TOL-4, TOL-5, TOL-6).
  public let bound: [GradientName: [Double]]

  /// Evaluates the adjoint once exactly and `tolerance.samples` times under random rounding, for both models (TOL-2).
  ///
  /// The streams depend on the request's id and the sample's number alone.
  ///
  /// - Complexity: O(samples·T·HV·K·V).
  public init(_ request: Request, _ tolerance: Tolerance) {
    let (problem, seed) = (request.problem, Oracle.seed("gradients of " + request.id))
    let exact = Reference.gradients(problem)
    reference = exact
    let spreads = rootMeanSquares(of: exact, samples: tolerance.samples) { first in
      var rounding = RandomRounding(tolerance.profile, seed: seed, first: first)
      return [StateForm.matrix, .deferred(chunk: tolerance.chunk)].map { form in
        Reference.gradients(problem, rounding: &rounding, form: form)
      }
    }
    spread = spreads[0].merging(spreads[1]) { zip($0, $1).map(max) }
    let floor = tolerance.floor(scale: Self.magnitude(problem))
    bound = spread.mapValues { spreads in
      let factor = tolerance.spreads(elements: spreads.count)
      return spreads.map { factor * $0 + floor }
    }
  }

  /// The magnitude of what gradients are linear in: the cotangents, times the data that some of them multiply.
  static func magnitude(_ problem: Problem) -> Double {
    let cotangents = problem.cotangents.values.reduce(0.0) { largest, tensor in
      tensor.values.reduce(largest) { max($0, Double($1.magnitude)) }
    }
    return cotangents * max(Expectation.magnitude(problem), 1)
  }
}

import Operators
import Scalars

/// The reference: a problem evaluated in double precision by the token form.
public enum Reference {
  /// The outputs of a valid problem as doubles, laid out as the exchange lays them out.
  ///
  /// - Complexity: O(T·HV·K·V).
  @inlinable public static func evaluate(_ problem: Problem) -> [OutputName: [Double]] {
    var exact = Exact<Double>()
    return evaluate(problem, rounding: &exact)
  }

  /// The outputs under a rounding: what a kernel of that arithmetic might return, one with chunks of `deferring` tokens.
  ///
  /// - Complexity: that of ``recur(_:map:rounding:deferring:)``.
  @inlinable public static func evaluate<R: Rounding>(
    _ problem: Problem, rounding: inout R, deferring chunk: Int? = nil
  ) -> [OutputName: [Double]] where R.Value == Double {
    let lowered = lower(problem, to: Double.self, rounding: &rounding)
    let result = recur(lowered, map: Squash<Double>(problem), rounding: &rounding, deferring: chunk)
    return named(result, problem)
  }

  /// Arrays of a lowered result under their exchange names and in the problem's state layout.
  @inlinable public static func named<S>(_ result: LoweredOutputs<S>, _ problem: Problem) -> [OutputName: [S]] {
    let transposed = problem.settings.stateLayout == .vk
    let state =
      transposed ? transposedStates(result.ht, rows: problem.shape.K, columns: problem.shape.V) : result.ht
    var outputs: [OutputName: [S]] = [.o: result.o, .ht: state]
    if problem.outputNames.contains(.at) { outputs[.at] = result.at }
    return outputs
  }
}

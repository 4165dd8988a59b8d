import DeltaOperators
import DeltaScalars

/// The reference: a problem evaluated in double precision by the token form.
public enum Reference {
  /// The outputs of a valid problem as doubles, laid out as the exchange lays them out.
  ///
  /// - Complexity: O(T·HV·K·V).
  @inlinable public static func evaluate(_ problem: Problem) -> [OutputName: [Double]] {
    var exact = Exact<Double>()
    return evaluate(problem, rounding: &exact, forms: [.matrix])[0]
  }

  /// The outputs under a rounding for each form of the state: what kernels of that arithmetic might return.
  ///
  /// - Complexity: that of ``recur(_:map:rounding:forms:)``.
  @inlinable public static func evaluate<R: Rounding>(
    _ problem: Problem, rounding: inout R, forms: [StateForm]
  ) -> [[OutputName: [R.Value]]] where R.Value: AnalyticScalar {
    let lowered = lower(problem, to: R.Value.self, rounding: &rounding)
    return recur(lowered, map: Squash<R.Value>(problem), rounding: &rounding, forms: forms).map {
      named($0, problem)
    }
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

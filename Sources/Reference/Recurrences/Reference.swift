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
    _ problem: Problem, rounding r: inout R, forms: [StateForm]
  ) -> [[OutputName: [R.Value]]] where R.Value: AnalyticScalar {
    let lowered = lower(problem, to: R.Value.self, rounding: &r)
    return recur(lowered, map: Squash<R.Value>(problem), rounding: &r, forms: forms).map {
      named($0, problem)
    }
  }

  /// The gradients of a valid problem as doubles, each laid out as its input.
  ///
  /// - Complexity: O(T·HV·K·V) operations, O(√T·K·V) memory. Source: GRAD-1.
  @inlinable public static func gradients(_ problem: Problem) -> [GradientName: [Double]] {
    var exact = Exact<Double>()
    return gradients(problem, rounding: &exact)
  }

  /// The gradients under a rounding: what the backward pass of a kernel of that arithmetic might return.
  ///
  /// With a deferred `form`, of one that keeps the corrections of a chunk apart from the states, both ways.
  ///
  /// - Complexity: O(T·HV·K·V) operations, O(√T·K·V) memory. Source: GRAD-6.
  @inlinable public static func gradients<R: Rounding>(
    _ problem: Problem, rounding r: inout R, form: StateForm = .matrix
  ) -> [GradientName: [R.Value]] where R.Value: AnalyticScalar {
    DeltaRecurrences.gradients(of: problem, in: R.Value.self, rounding: &r, form: form)
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

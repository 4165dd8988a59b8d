import DeltaOperators
import DeltaScalars

extension Reference {
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
    _ problem: Problem, rounding: inout R, form: StateForm = .matrix
  ) -> [GradientName: [R.Value]] where R.Value: AnalyticScalar {
    DeltaRecurrences.gradients(of: problem, in: R.Value.self, rounding: &rounding, form: form)
  }
}

/// Rules for whole tensors by which the field's own tests decide, for comparison (TOL-14).
enum FieldRule: CaseIterable {
  /// ‖found − expected‖ ≤ 5·10⁻³·‖expected‖.
  case relativeError
  /// |found − expected| ≤ 10⁻² + 10⁻²·|expected| for every element.
  case allClose

  /// Whether the rule notices that a tensor is not what it should be.
  func notices(_ found: [Double], _ expected: [Double]) -> Bool {
    switch self {
    case .relativeError:
      let error = zip(found, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      return !(error.squareRoot() <= 5e-3 * expected.reduce(0) { $0 + $1 * $1 }.squareRoot())
    case .allClose:
      return !zip(found, expected).allSatisfy { ($0 - $1).magnitude <= 1e-2 + 1e-2 * $1.magnitude }
    }
  }
}

import DeltaOperators
import DeltaScalars

/// The tensors of a problem as a kernel is handed them: in the profile's formats, each as a whole or not at all (TOL-2).
extension Problem {
  /// The elements of an input; none of an absent one.
  @inlinable func handed<R: Rounding>(_ name: InputName, _ r: inout R) -> [R.Value]
  where R.Value: AnalyticScalar {
    let number = InputName.allCases.firstIndex(of: name)!
    return (inputs[name]?.values ?? []).map { r.input(R.Value(Double($0)), of: number) }
  }

  /// The elements of a cotangent; none of an absent one.
  @inlinable func handed<R: Rounding>(_ name: CotangentName, _ r: inout R) -> [R.Value]
  where R.Value: AnalyticScalar {
    let number = InputName.allCases.count + CotangentName.allCases.firstIndex(of: name)!
    return (cotangents[name]?.values ?? []).map { r.cotangent(R.Value(Double($0)), of: number) }
  }
}

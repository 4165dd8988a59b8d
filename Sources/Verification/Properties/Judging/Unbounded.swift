import DeltaOperators

/// Where the model of a profile overflows, no error is too large: a bound that is not finite decides nothing.
extension Deviation {
  /// Compares the elements whose bound is finite; the others count as agreeing.
  static func bounded(_ tensor: ResponseTensor, found: [Double], expected: [Double], bound: [Double]) -> Deviation {
    var (found, expected, bound) = (found, expected, bound)
    for i in bound.indices where !bound[i].isFinite { (found[i], expected[i], bound[i]) = (0, 0, 1) }
    return Deviation(tensor, found: found, expected: expected, bound: bound)
  }
}

extension Request {
  /// Why a tensor cannot be judged, or nil where every bound is finite.
  func unbounded(_ tensor: ResponseTensor, _ bound: [Double]) -> String? {
    guard let gap = bound.firstIndex(where: { !$0.isFinite }) else { return nil }
    let index = Tensor.index(of: gap, in: problem.expectedShape(of: tensor))
    return
      "the bound is not finite: '\(tensor.name)' of \(id) at \(index) overflows in the model of the profile; ask for "
      + "a smaller scale or smaller values"
  }
}

import DeltaOperators

/// How far one tensor is from what it should be, in units of its bound.
public struct Deviation: Sendable {
  /// The tensor of a response.
  public let tensor: ResponseTensor
  /// The largest ratio of an error to its bound; infinite where the found value is not finite or the bound is zero.
  public private(set) var worstRatio = 0.0
  /// The flat position of the largest ratio.
  public private(set) var worst: Int?
  /// The flat positions at which the ratio exceeds one.
  public private(set) var violations: [Int] = []
  /// The ratio of every element, where some exceeds one; otherwise empty.
  private(set) var ratios: [Double] = []

  /// Compares elementwise; the three arrays have equal length.
  public init(_ tensor: ResponseTensor, found: [Double], expected: [Double], bound: [Double]) {
    precondition(found.count == expected.count && found.count == bound.count, "Deviation: lengths differ")
    self.tensor = tensor
    func ratio(_ i: Int) -> Double {
      let error = (found[i] - expected[i]).magnitude
      // Written so that a NaN is a violation, and an exact zero on a zero bound is not.
      return error <= 0 ? 0 : (error / bound[i]).isNaN ? .infinity : error / bound[i]
    }
    for i in found.indices {
      let ratio = ratio(i)
      if worst == nil || ratio > worstRatio { (worstRatio, worst) = (ratio, i) }
      if !(ratio <= 1) { violations.append(i) }
    }
    if !violations.isEmpty { ratios = found.indices.map(ratio) }
  }
}

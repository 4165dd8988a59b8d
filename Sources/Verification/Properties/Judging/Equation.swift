import DeltaOperators

/// One array that a relation says must equal another, up to a bound.
public struct Equation: Sendable {
  /// The request whose response holds the tensor; a violation is located there.
  public let request: Request
  /// The tensor that was compared, or a part of it with the same layout.
  public let tensor: ResponseTensor
  /// What was found.
  public let found: [Double]
  /// What it has to equal.
  public let expected: [Double]
  /// The largest difference of each element that is not a violation.
  public let bound: [Double]

  /// Whether elements of infinite bound are none of the equation's, rather than elements that cannot be judged.
  public let isPartial: Bool

  /// States an equation; the three arrays have equal length.
  ///
  /// Finite numbers that agree to the last bit need no bound: it is asked for where some do not, and is 0 otherwise.
  public init(
    request: Request, tensor: ResponseTensor, found: [Double], expected: [Double], bound: @autoclosure () -> [Double],
    isPartial: Bool = false
  ) {
    (self.request, self.tensor, self.isPartial) = (request, tensor, isPartial)
    (self.found, self.expected) = (found, expected)
    let isExact = !isPartial && zip(found, expected).allSatisfy { $0 == $1 && $0.isFinite }
    self.bound = isExact ? [Double](repeating: 0, count: found.count) : bound()
  }
}

extension Judgement {
  /// The worst of several comparisons; it holds if all do, and is undecided where a bound is not finite.
  ///
  /// - Parameter saying: what the equations say, the beginning of the sentence about a violation.
  /// - Complexity: linear in the elements.
  public static func worst(of equations: [Equation], saying: String) -> Judgement {
    var worst = Judgement(holds: true)
    var gap: String?
    for e in equations {
      if !e.isPartial { gap = gap ?? e.request.unbounded(e.tensor, e.bound) }
      let deviation = Deviation.bounded(e.tensor, found: e.found, expected: e.expected, bound: e.bound)
      let judged = Judgement(deviation, of: e.request) { i in
        "\(saying): '\(e.tensor.name)' is \(inWords(e.found[i])) against \(inWords(e.expected[i])) "
          + "± \(shortened(e.bound[i]))"
      }
      if worst.worstRatio == nil || judged.worstRatio! > worst.worstRatio! {
        let holds = worst.holds && judged.holds
        worst = judged
        worst.holds = holds
      }
    }
    worst.undecided = gap
    worst.compared = equations.reduce(0) { $0 + $1.bound.count(where: \.isFinite) }
    return worst
  }
}

/// Twice the bound: the difference of two answers, each within its own (TOL-8).
func doubled(_ bound: [Double]) -> [Double] { bound.map { 2 * $0 } }

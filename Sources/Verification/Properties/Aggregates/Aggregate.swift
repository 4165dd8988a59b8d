import DeltaOperators

/// How far a group of elements of a tensor is off together (TOL-13).
struct Aggregate: Sendable {
  /// What is measured.
  enum Measure: Sendable {
    /// The signed projection of the errors on the reference: which share of it they are, all together.
    case projection(share: Double, limit: Double)
    /// The root mean square of the errors, each in units of its element's spread.
    case size(Double, limit: Double)
  }

  /// What the group has in common, and which of that kind it is.
  let (kind, group): (Partition.Kind, Int)
  /// How many groups divide a head, where they do.
  let parts: Int
  let measure: Measure
  /// The excess over what is allowed; above one is a violation.
  let ratio: Double
}

extension Expectation {
  /// The group of elements of a tensor that is off farthest as a share of its limit; nil where none can be measured.
  ///
  /// Elements that are not finite are judged alone, and spoil no group. Complexity: linear in the elements.
  func worstAggregate(_ tensor: ResponseTensor, _ found: [Double]) -> Aggregate? {
    let terms = GroupSums.terms(found, reference[tensor]!, spread[tensor]!, floor: floors[tensor]!)
    var worst: Aggregate?
    let limits = limits[tensor]!
    for (limits, sums) in zip(limits, GroupSums.all(terms, limits.map(\.partition))) {
      func take(_ found: (measure: Aggregate.Measure, ratio: Double)?, of group: Int) {
        guard let (measure, ratio) = found, ratio > worst?.ratio ?? -1 else { return }
        let partition = limits.partition
        worst = Aggregate(
          kind: partition.kind, group: group, parts: partition.parts, measure: measure, ratio: ratio)
      }
      for g in 0..<limits.partition.count {
        take(sums.projection(g, limits, tolerance), of: g)
        take(sums.size(g, limits), of: g)
      }
    }
    return worst
  }
}

extension Expectation {
  /// Whether no element of a tensor, and no group of elements, is off by more than it may be (TOL-4, TOL-13).
  public func allows(_ found: [Double], as tensor: ResponseTensor) -> Bool { !(worstRatio(found, of: tensor) > 1) }

  /// The largest error of an element or of a group as a share of what it may be.
  func worstRatio(_ found: [Double], of tensor: ResponseTensor) -> Double {
    let alone = Deviation.bounded(tensor, found: found, expected: reference[tensor]!, bound: bound[tensor]!).worstRatio
    return max(alone, worstAggregate(tensor, found)?.ratio ?? 0)
  }
}

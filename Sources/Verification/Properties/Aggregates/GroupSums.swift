/// What the errors of the elements of each group add up to.
struct GroupSums {
  /// What one element adds to each group that it is in, side by side.
  typealias Term = SIMD4<Double>

  /// One for each group.
  private let sums: [Term]

  /// The square of float32's smallest number: below it there is nothing to be a share of, and squares of projections, which the
  /// limit is made of, would vanish before the errors do.
  static let leastEnergy = 0x1p-298

  /// Adds up the terms of the elements in each group of each partition.
  static func all(_ terms: [Term], _ partitions: [Partition]) -> [GroupSums] {
    partitions.sums(terms).map(GroupSums.init(sums:))
  }

  private init(sums: [Term]) { self.sums = sums }

  /// What each error has beyond its `floor`, the share of underflow (TOL-6); nothing where the element is no finite number.
  static func terms(_ found: [Double], _ exact: [Double], _ spread: [Double], floor: Floor) -> [Term] {
    found.indices.map { i in
      guard found[i].isFinite else { return .zero }
      let (difference, floor) = (found[i] - exact[i], floor[i])
      let error = difference < 0 ? min(difference + floor, 0) : max(difference - floor, 0)
      let share = error / spread[i]
      let isSpread = spread[i] > 0
      return Term(error * exact[i], exact[i] * exact[i], isSpread ? share * share : 0, isSpread ? 1 : 0)
    }
  }

  /// The root mean square of error over spread of a group; 0 where no element has a spread.
  func size(_ g: Int) -> Double { sums[g].count == 0 ? 0 : (sums[g].size / sums[g].count).squareRoot() }

  /// The projection of a group, where it can be measured, with its share of its limit.
  func projection(_ g: Int, _ limits: GroupLimits, _ tolerance: Tolerance) -> (Aggregate.Measure, ratio: Double)? {
    let (projection, energy) = (sums[g].projection, sums[g].energy)
    guard energy >= Self.leastEnergy else { return nil }
    let low = tolerance.biasAllowance * limits.lowestMean[g]
    let high = tolerance.biasAllowance * limits.highestMean[g]
    let excess = projection < low ? low - projection : max(projection - high, 0)
    let limit = limits.projection[g] + tolerance.constants * energy
    let allowed = (projection < 0 ? -low : high) + limit
    guard limit.isFinite, allowed.isFinite else { return nil }
    return (.projection(share: projection / energy, limit: allowed / energy), excess / limit)
  }

  /// The size of a group, where it can be measured, with its share of its limit.
  func size(_ g: Int, _ limits: GroupLimits) -> (Aggregate.Measure, ratio: Double)? {
    let size = size(g)
    guard sums[g].count > 0, size.isFinite else { return nil }
    return (.size(size, limit: limits.size[g]), size / limits.size[g])
  }
}

extension GroupSums.Term {
  /// ⟨e, exact⟩.
  fileprivate var projection: Double { self[0] }
  /// ⟨exact, exact⟩.
  fileprivate var energy: Double { self[1] }
  /// Squares of error over spread, added up.
  fileprivate var size: Double { self[2] }
  /// How many elements have a spread.
  fileprivate var count: Double { self[3] }
}

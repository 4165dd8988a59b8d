/// What the errors of the elements of each group add up to.
struct GroupSums {
  /// One for each group.
  private let sums: [Sum]

  /// What the errors of one group add up to.
  private struct Sum {
    /// ⟨e, exact⟩.
    var projection = 0.0
    /// ⟨exact, exact⟩.
    var energy = 0.0
    /// Squares of error over spread, added up, and their number.
    var (size, count) = (0.0, 0)

    mutating func add(_ term: Term) {
      projection += term.projection
      energy += term.energy
      guard let own = term.size else { return }
      size += own
      count += 1
    }
  }

  /// The square of float32's smallest number: below it there is nothing to be a share of, and squares of projections, which the
  /// limit is made of, would vanish before the errors do.
  static let leastEnergy = 0x1p-298

  /// Adds up the terms of the elements in each group.
  init(_ terms: [Term], _ partition: Partition) {
    var sums = [Sum](repeating: Sum(), count: partition.count)
    sums.withUnsafeMutableBufferPointer { sums in
      for (term, group) in zip(terms, partition.group) where term.isFinite { sums[Int(group)].add(term) }
    }
    self.sums = sums
  }

  /// What one element adds to each group that it is in.
  struct Term {
    /// Whether it is judged with others at all.
    var isFinite = false
    /// Its error times the reference, and the reference squared.
    var (projection, energy) = (0.0, 0.0)
    /// Error over spread, squared; nil where there is no spread.
    var size: Double?
  }

  /// What each error has beyond its `floor`, the share of underflow (TOL-6).
  static func terms(_ found: [Double], _ exact: [Double], _ spread: [Double], floor: Floor) -> [Term] {
    found.indices.map { i in
      guard found[i].isFinite else { return Term() }
      let (difference, floor) = (found[i] - exact[i], floor[i])
      let error = difference < 0 ? min(difference + floor, 0) : max(difference - floor, 0)
      let share = error / spread[i]
      return Term(
        isFinite: true, projection: error * exact[i], energy: exact[i] * exact[i],
        size: spread[i] > 0 ? share * share : nil)
    }
  }

  /// The root mean square of error over spread of a group; 0 where no element has a spread.
  func size(_ g: Int) -> Double { sums[g].count == 0 ? 0 : (sums[g].size / Double(sums[g].count)).squareRoot() }

  /// What can be measured of a group, with each measure's share of its limit.
  func measures(_ g: Int, _ limits: GroupLimits, _ tolerance: Tolerance) -> [(Aggregate.Measure, Double)] {
    var measures: [(Aggregate.Measure, Double)] = []
    let (projection, energy) = (sums[g].projection, sums[g].energy)
    if energy >= Self.leastEnergy {
      let low = tolerance.biasAllowance * limits.lowestMean[g]
      let high = tolerance.biasAllowance * limits.highestMean[g]
      let excess = projection < low ? low - projection : max(projection - high, 0)
      let limit = limits.projection[g] + tolerance.constants * energy
      let allowed = (projection < 0 ? -low : high) + limit
      if limit.isFinite, allowed.isFinite {
        let measure = Aggregate.Measure.projection(share: projection / energy, limit: allowed / energy)
        measures.append((measure, excess / limit))
      }
    }
    if sums[g].count > 0 {
      let size = size(g)
      if size.isFinite { measures.append((.size(size, limit: limits.size[g]), size / limits.size[g])) }
    }
    return measures
  }
}

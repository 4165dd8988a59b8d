/// What the errors of the elements of each group add up to.
struct GroupSums {
  /// ⟨e, exact⟩.
  private(set) var projections: [Double]
  /// ⟨exact, exact⟩.
  private(set) var energies: [Double]
  /// Squares of error over spread, added up, and their number.
  private(set) var (sizes, counts): ([Double], [Int])

  /// The square of float32's smallest number: below it there is nothing to be a share of, and squares of projections, which the
  /// limit is made of, would vanish before the errors do.
  static let leastEnergy = 0x1p-298

  /// Adds up the terms of the elements in each group.
  init(_ terms: [Term], _ partition: Partition) {
    let none = [Double](repeating: 0, count: partition.count)
    (projections, energies, sizes, counts) = (none, none, none, .init(repeating: 0, count: partition.count))
    for (term, group) in zip(terms, partition.group) where term.isFinite {
      let g = Int(group)
      projections[g] += term.projection
      energies[g] += term.energy
      guard let size = term.size else { continue }
      sizes[g] += size
      counts[g] += 1
    }
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
  func size(_ g: Int) -> Double { counts[g] == 0 ? 0 : (sizes[g] / Double(counts[g])).squareRoot() }

  /// What can be measured of a group, with each measure's share of its limit.
  func measures(_ g: Int, _ limits: GroupLimits, _ tolerance: Tolerance) -> [(Aggregate.Measure, Double)] {
    var measures: [(Aggregate.Measure, Double)] = []
    if energies[g] >= Self.leastEnergy {
      let low = tolerance.biasAllowance * limits.lowestMean[g]
      let high = tolerance.biasAllowance * limits.highestMean[g]
      let excess = projections[g] < low ? low - projections[g] : max(projections[g] - high, 0)
      let limit = limits.projection[g] + tolerance.constants * energies[g]
      let allowed = (projections[g] < 0 ? -low : high) + limit
      if limit.isFinite, allowed.isFinite {
        let measure = Aggregate.Measure.projection(share: projections[g] / energies[g], limit: allowed / energies[g])
        measures.append((measure, excess / limit))
      }
    }
    if counts[g] > 0 {
      let size = size(g)
      if size.isFinite { measures.append((.size(size, limit: limits.size[g]), size / limits.size[g])) }
    }
    return measures
  }
}

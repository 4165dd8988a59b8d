import DeltaScalars

/// What the randomly rounded samples of one tensor under one model add up to: by element (TOL-3) and by group (TOL-13).
struct SampleSums {
  /// Over the samples: sums and squares of one number a group.
  struct Moments {
    var (count, sum, squares) = (0, 0.0, 0.0)

    mutating func add(_ values: SIMD8<Double>, lanes: Int) {
      (count, sum, squares) = (count + lanes, sum + values.total, squares + (values * values).total)
    }
  }

  /// What the samples deviate from.
  let exact: [Double]
  private let partitions: [Partition]
  /// Whether deviations may have one sign: only then are they added up as they are.
  private let isBiased: Bool
  /// Deviations of each element, added up and squared.
  private(set) var (sums, squares): ([Double], [Double])
  /// The projection ⟨d, exact⟩ of the deviations of each group on what they deviate from.
  private(set) var projections: [[Moments]]
  /// The mean square deviation of each group, each element in units of its spread over the first eight samples.
  private(set) var sizes: [[Moments]]
  /// What rounding that is carried out makes of the tensor; nil in a draft.
  var carriedOut: [Double]?
  /// How many samples were added.
  private(set) var drawn = 0
  private var weights: [Double] = []

  /// Nothing drawn yet.
  init(of exact: [Double], _ partitions: [Partition], isBiased: Bool) {
    (self.exact, self.partitions, self.isBiased) = (exact, partitions, isBiased)
    (sums, squares) = (.init(repeating: 0, count: exact.count), .init(repeating: 0, count: exact.count))
    projections = partitions.map { .init(repeating: Moments(), count: $0.count) }
    sizes = projections
  }

  /// Adds the samples in the first `lanes` lanes.
  ///
  /// Complexity: linear in the elements, once for each partition that is no union.
  mutating func add(_ values: [Lanes], lanes: Int) {
    var isDrawn = SIMD8<Double>(repeating: 0)
    for lane in 0..<lanes { isDrawn[lane] = 1 }
    let deviations = zip(values, exact).map { ($0.values - SIMD8(repeating: $1)) * isDrawn }
    for i in deviations.indices {
      if isBiased { sums[i] += deviations[i].total }
      squares[i] += (deviations[i] * deviations[i]).total
    }
    let products = deviations.indices.map { deviations[$0] * exact[$0] }
    Self.add(products, lanes, partitions, &projections)
    drawn += lanes
    guard !weights.isEmpty else {
      weights = squares.map { $0 > 0 ? Double(lanes) / $0 : 0 }
      return
    }
    let shares = deviations.indices.map { deviations[$0] * deviations[$0] * weights[$0] }
    Self.add(shares, lanes, partitions, &sizes)
  }

  /// Adds up the elements' terms by groups, and those sums to the moments.
  private static func add(
    _ terms: [SIMD8<Double>], _ lanes: Int, _ partitions: [Partition], _ moments: inout [[Moments]]
  ) {
    for (p, totals) in partitions.sums(terms).enumerated() {
      for (g, total) in totals.enumerated() { moments[p][g].add(total, lanes: lanes) }
    }
  }
}

extension SIMD8<Double> {
  /// The sum of the lanes, by halves: the same bits everywhere, in three additions of vectors.
  fileprivate var total: Double {
    let quarters = (lowHalf + highHalf).lowHalf + (lowHalf + highHalf).highHalf
    return quarters[0] + quarters[1]
  }
}

extension SampleSums.Moments {
  /// The degrees of freedom of a sum of squares with this mean and variance, as Satterthwaite counts them.
  var degrees: Double {
    let mean = sum / Double(count)
    let variance = squares / Double(count) - mean * mean
    return 2 * mean * mean / variance
  }
}

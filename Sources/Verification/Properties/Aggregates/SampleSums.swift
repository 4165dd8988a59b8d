import DeltaScalars

/// What the randomly rounded samples of one tensor under one model add up to: by element (TOL-3) and by group (TOL-13).
struct SampleSums {
  /// Over the samples: sums and squares of one number a group.
  struct Moments {
    var (count, sum, squares) = (0, 0.0, 0.0)

    mutating func add(_ values: SIMD8<Double>, lanes: Int) {
      (count, sum, squares) = (count + lanes, sum + values.sum(), squares + (values * values).sum())
    }
  }

  /// What the samples deviate from.
  let exact: [Double]
  private let partitions: [Partition]
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
  init(of exact: [Double], _ partitions: [Partition]) {
    (self.exact, self.partitions) = (exact, partitions)
    (sums, squares) = (.init(repeating: 0, count: exact.count), .init(repeating: 0, count: exact.count))
    projections = partitions.map { .init(repeating: Moments(), count: $0.count) }
    sizes = projections
  }

  /// Adds the samples in the first `lanes` lanes.
  ///
  /// Complexity: linear in the elements, once for each partition.
  mutating func add(_ values: [Lanes], lanes: Int) {
    var isDrawn = SIMD8<Double>(repeating: 0)
    for lane in 0..<lanes { isDrawn[lane] = 1 }
    let deviations = zip(values, exact).map { ($0.values - SIMD8(repeating: $1)) * isDrawn }
    for (i, d) in deviations.enumerated() {
      sums[i] += d.sum()
      squares[i] += (d * d).sum()
    }
    for (p, partition) in partitions.enumerated() {
      add(deviations, lanes, partition, &projections[p], &sizes[p])
    }
    drawn += lanes
    if weights.isEmpty { weights = squares.map { $0 > 0 ? Double(lanes) / $0 : 0 } }
  }

  private func add(
    _ deviations: [SIMD8<Double>], _ lanes: Int, _ partition: Partition, _ projections: inout [Moments],
    _ sizes: inout [Moments]
  ) {
    var products = [SIMD8<Double>](repeating: .zero, count: partition.count)
    for (i, d) in deviations.enumerated() { products[Int(partition.group[i])] += d * exact[i] }
    for g in products.indices { projections[g].add(products[g], lanes: lanes) }
    guard !weights.isEmpty else { return }
    var totals = [SIMD8<Double>](repeating: .zero, count: partition.count)
    for (i, d) in deviations.enumerated() { totals[Int(partition.group[i])] += d * d * weights[i] }
    for g in totals.indices { sizes[g].add(totals[g], lanes: lanes) }
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

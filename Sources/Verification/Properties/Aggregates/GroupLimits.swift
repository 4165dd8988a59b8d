#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How far the elements of each group of a partition may be off together (TOL-13).
struct GroupLimits: Sendable {
  let partition: Partition
  /// How far the projection ⟨e, exact⟩ of each group may lie from its mean: a multiple of its deviation over the samples.
  private(set) var projection: [Double]
  /// The ends of its mean over the samples, with 0 between them; both 0 where the profile drops no bits.
  private(set) var lowestMean, highestMean: [Double]
  /// The largest root mean square of error over spread that is not a violation.
  private(set) var size: [Double]

  /// The limits that one partition's samples give, for each model.
  ///
  /// With fewer samples drawn than the tolerance has, no limit is larger than with all (TOL-10).
  init(
    _ partition: Partition, _ models: [(projections: [SampleSums.Moments], sizes: [SampleSums.Moments])],
    _ carriedOut: [GroupSums], _ tolerance: Tolerance, groups: Int
  ) {
    self.partition = partition
    let none = [Double](repeating: 0, count: partition.count)
    (projection, lowestMean, highestMean, size) = (none, none, none, none)
    let factor = tolerance.spreads(elements: groups)
    for g in 0..<partition.count {
      var degrees = Double.infinity
      for model in models {
        let drawn = model.projections[g]
        let isComplete = drawn.count == tolerance.runs
        let mean = tolerance.profile.isBiased ? drawn.sum / Double(drawn.count) : 0
        let squares = drawn.squares - Double(drawn.count) * mean * mean
        projection[g] = max(projection[g], factor * (max(squares, 0) / Double(tolerance.runs)).squareRoot())
        if isComplete {
          lowestMean[g] = min(lowestMean[g], mean)
          highestMean[g] = max(highestMean[g], mean)
          if model.sizes[g].sum > 0 { degrees = min(degrees, model.sizes[g].degrees) }
        }
      }
      // Where rounding that is carried out does more than random rounding, it is the measure.
      let real = carriedOut.map { $0.size(g) }.max() ?? 0
      size[g] = max(tolerance.typicalSize(degrees: degrees, groups: groups), tolerance.allowance * real)
    }
  }
}

extension Tolerance {
  /// The largest root mean square of error over spread of a group whose samples have so many degrees of freedom (TOL-13).
  ///
  /// A third of the degrees count, since they are themselves estimated from few samples. The tail of χ² is Chernoff's
  /// bound, and the spreads under the errors are estimates too, as many independent ones as there are degrees.
  func typicalSize(degrees: Double, groups: Int) -> Double {
    guard degrees.isFinite else { return allowance }
    let counted = max(degrees / 3, 1)
    let missing = falseAlarm / Double(groups)
    let excess = -2 * log(missing) / counted
    var (low, high) = (1.0, 2 + 4 * excess)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if middle - 1 - log(middle) < excess { low = middle } else { high = middle }
    }
    let estimated = StudentT.quantile(exceeding: missing, degrees: samples * Int(min(counted, 1000)))
    let known = StudentT.quantile(exceeding: missing, degrees: 1_000_000)
    return allowance * high.squareRoot() * estimated / known
  }
}

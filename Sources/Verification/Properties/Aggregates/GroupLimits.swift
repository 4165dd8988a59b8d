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
    _ carriedOut: [GroupSums], _ tolerance: Tolerance, _ limits: inout SizeLimits, groups: Int
  ) {
    self.partition = partition
    let none = [Double](repeating: 0, count: partition.count)
    (projection, lowestMean, highestMean, size) = (none, none, none, none)
    let factor = tolerance.spreads(elements: groups)
    for g in 0..<partition.count {
      // A third of what the samples say, which are few; and no more than there are elements.
      var degrees = Double(partition.sizes[g])
      for model in models {
        let drawn = model.projections[g]
        let isComplete = drawn.count == tolerance.runs
        let mean = tolerance.isBiased ? drawn.sum / Double(drawn.count) : 0
        let squares = drawn.squares - Double(drawn.count) * mean * mean
        projection[g] = max(projection[g], factor * (max(squares, 0) / Double(tolerance.runs)).squareRoot())
        if isComplete {
          lowestMean[g] = min(lowestMean[g], mean)
          highestMean[g] = max(highestMean[g], mean)
          if model.sizes[g].sum > 0 { degrees = min(degrees, model.sizes[g].degrees / 3) }
        }
      }
      // Where rounding that is carried out does more than random rounding, it is the measure.
      let real = carriedOut.map { $0.size(g) }.max() ?? 0
      size[g] = max(limits[degrees], tolerance.allowance * real)
    }
  }
}

import DeltaScalars

/// The random samples of each tensor, added up, for each model (TOL-3).
///
/// `evaluate` returns the samples from a number on, one a lane, under every model. Complexity: samples/8 evaluations.
func sampled<Name: Hashable>(
  _ exact: [Name: [Double]], _ partitions: [Name: [Partition]] = [:], isBiased: Bool = true, samples: Int,
  evaluate: (Int) -> [[Name: [Lanes]]]
) -> [[Name: SampleSums]] {
  var models: [[Name: SampleSums]] = []
  for first in stride(from: 0, to: samples, by: Lanes.count) {
    let runs = evaluate(first)
    if models.isEmpty {
      let none = exact.reduce(into: [:]) {
        $0[$1.key] = SampleSums(of: $1.value, partitions[$1.key] ?? [], isBiased: isBiased)
      }
      models = runs.map { _ in none }
    }
    for (model, run) in runs.enumerated() {
      for (name, values) in run { models[model][name]!.add(values, lanes: min(Lanes.count, samples - first)) }
    }
  }
  return models
}

extension Tolerance {
  /// The deviation of each element over the samples, of the model in which it is larger (TOL-3).
  ///
  /// About the exact value, or about the mean where the profile drops bits. Samples that were not drawn count as if they did
  /// not deviate: no element's result is larger than it would be with all (TOL-10).
  func deviation(_ models: [SampleSums]) -> [Double] {
    models[0].squares.indices.map { i in
      let squares = models.reduce(0.0) { largest, model in
        let own = model.squares[i] - (isBiased ? model.sums[i] * model.sums[i] / Double(model.drawn) : 0)
        // A sample that is no number leaves a deviation that is none.
        return own > largest || own.isNaN ? own : largest
      }
      return (squares / Double(runs)).squareRoot()
    }
  }

  /// The mean deviation of each element, of the model in which it is larger: 0 but for a profile that drops bits (TOL-3).
  ///
  /// Also 0 unless all samples were drawn, since that of a few may be larger than that of all (TOL-10).
  func bias(_ models: [SampleSums]) -> [Double] {
    guard isBiased, models[0].drawn == runs else { return .init(repeating: 0, count: models[0].sums.count) }
    return models[0].sums.indices.map { i in models.map { $0.sums[i].magnitude / Double(runs) }.max()! }
  }

  /// How far the groups of each partition may be off.
  func limits(_ models: [SampleSums], _ partitions: [Partition], _ spread: [Double]) -> [GroupLimits] {
    let groups = partitions.reduce(0) { $0 + 2 * $1.count }
    var sizes = SizeLimits(self, groups: groups)
    let carriedOut = models.compactMap { model in
      model.carriedOut.map { GroupSums.all(GroupSums.terms($0, model.exact, spread, floor: Floor(0)), partitions) }
    }
    return partitions.indices.map { p in
      GroupLimits(
        partitions[p], models.map { ($0.projections[p], $0.sizes[p]) }, carriedOut.map { $0[p] }, self, &sizes,
        groups: groups)
    }
  }
}

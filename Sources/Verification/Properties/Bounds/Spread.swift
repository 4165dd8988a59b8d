import DeltaScalars

/// The root mean square deviation of each element from its exact value over random samples, for each model (TOL-3).
///
/// `evaluate` returns the samples from a number on, one a lane, under every model. If fewer are `drawn` than there are
/// samples, the others count as if they did not deviate: no element's result is larger than it would be with all (TOL-10).
/// Complexity: drawn/8 evaluations.
func rootMeanSquares<Name: Hashable>(
  of exact: [Name: [Double]], samples: Int, drawn: Int, evaluate: (Int) -> [[Name: [Lanes]]]
) -> [[Name: [Double]]] {
  var sums: [[Name: [Double]]] = []
  for first in stride(from: 0, to: drawn, by: Lanes.count) {
    let lanes = 0..<min(Lanes.count, drawn - first)
    let squares = evaluate(first).map { outputs in
      outputs.map { name, values in (name, squaredDeviations(values, from: exact[name]!, lanes)) }
    }.map { Dictionary(uniqueKeysWithValues: $0) }
    sums = sums.isEmpty ? squares : zip(sums, squares).map { $0.merging($1) { zip($0, $1).map(+) } }
  }
  return sums.map { $0.mapValues { $0.map { ($0 / Double(samples)).squareRoot() } } }
}

/// The squared deviations of some lanes, added up.
private func squaredDeviations(_ values: [Lanes], from exact: [Double], _ lanes: Range<Int>) -> [Double] {
  zip(values, exact).map { value, exact in
    lanes.reduce(0) { $0 + (value[$1] - exact) * (value[$1] - exact) }
  }
}

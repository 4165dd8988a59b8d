import DeltaOperators
import DeltaScalars

extension Reference {
  /// How far the cumulative sums of a problem's log decays grow within a chunk, and its strongest finite gate (TOL-11).
  ///
  /// Nil where there is no decay for each token.
  ///
  /// - Complexity: linear in the gates.
  public static func cumulativeGates(_ problem: Problem) -> (largestSum: Double, strongest: Double)? {
    var exact = Exact<Double>()
    var all: [LogDecays<Double>] = []
    if problem.op.axes.decay != .constant, problem.op.axes.decay != .none, let g = problem.inputs[.g] {
      let width = problem.op.axes.decay.isPerChannel ? problem.shape.HV * problem.shape.K : problem.shape.HV
      all.append(problem.settings.gate == .log ? .init(g.values, width: width) : .init(raw: problem, &exact))
    }
    if let g = problem.inputs[.gATK] { all.append(.init(g.values, width: problem.shape.H)) }
    guard !all.isEmpty else { return nil }
    return (all.map { $0.largestSum(problem.shape) }.max()!, all.flatMap(\.sizes).filter(\.isFinite).min() ?? 0)
  }
}

extension LogDecays {
  /// The largest magnitude of a sum of log decays that begins with a chunk.
  func largestSum(_ shape: Shape) -> Double {
    var largest = 0.0
    for sequence in shape.sequences {
      for column in 0..<width {
        var sum = 0.0
        for t in sequence.tokens {
          if (t - sequence.tokens.lowerBound) % DecayForm.chunk == 0 { sum = 0 }
          let g = sizes[(sequence.row * shape.T + t) * width + column]
          if g.isFinite { sum += g }
          largest = max(largest, -sum)
        }
      }
    }
    return largest
  }
}

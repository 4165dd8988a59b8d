import DeltaOperators
import DeltaProperties
import DeltaRecords

/// Judges what is timed, by the bounds of the suite (PERF-3).
enum BenchGate {
  typealias Finding = (gate: BenchRow.Gate, relativeError: Double)

  /// Of a timed output: its first tokens and heads, which depend on no others (REL-2, REL-5).
  static func forward(_ problem: Problem, _ outputs: Outputs) -> Finding {
    let part = problem.beginning(tokens: 128)
    let (s, width) = (problem.shape, part.shape.HV * part.shape.V)
    let all = outputs[.o]!.values
    let found = (0..<part.shape.T).flatMap { all[$0 * s.HV * s.V..<$0 * s.HV * s.V + width] }
    return judge(part, .outputs, [.output(.o): found])
  }

  /// Of gradients, which depend on all tokens: those of a short beginning of the problem, computed for this.
  static func backward(_ problem: Problem, by subject: (Problem) -> Outputs) -> Finding {
    let part = problem.beginning(tokens: 48)
    let found = subject(part).gradients
    return judge(
      part, .gradients,
      Dictionary(uniqueKeysWithValues: found.map { (ResponseTensor.gradient($0.key), $0.value.values) }))
  }

  private static func judge(_ problem: Problem, _ part: ResponsePart, _ found: [ResponseTensor: [Float]]) -> Finding {
    // A quarter of the samples: the bounds are then no larger than the suite's (TOL-10).
    let expected = Expectation(
      Request(id: "bench \(problem.op.name)", problem: problem), of: part, Tolerance(.fp32, samples: 32),
      drawing: .draft)
    var (worst, error, size) = (0.0, 0.0, 0.0)
    for (tensor, values) in found {
      let (values, reference) = (values.map(Double.init), expected.reference[tensor]!)
      worst = max(
        worst, Deviation(tensor, found: values, expected: reference, bound: expected.bound[tensor]!).worstRatio)
      for (x, y) in zip(values, reference) { (error, size) = (error + (x - y) * (x - y), size + y * y) }
    }
    return (BenchRow.Gate(ratio: worst), (error / max(size, .leastNonzeroMagnitude)).squareRoot())
  }
}

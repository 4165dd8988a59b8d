import DeltaOperators
import DeltaScalars

@testable import DeltaInputs

/// Problems that have everything at once: full float32 values, nine value heads, three rows, gains above one, and so on.
///
/// The suite's own cases come first; where a fault shows in none of them, it has to show in one of these.
enum HardProblem {
  static func all(_ op: Operator) -> [Problem] {
    let many = Shape(B: 3, T: 21, H: 2, HV: 18, K: 6, V: 6)
    let usual = Settings(l2norm: .rsqrtEps)
    var problems = [
      problem(op, many, usual), problem(op, Shape(T: 1100, K: 2, V: 2), usual),
      problem(op, Shape(T: 3, K: 2, V: 80), usual), problem(op, Shape(T: 1, K: 128, V: 1), usual),
      problem(op, Shape(T: 3, H: 2, K: 70, V: 2), usual),
      problem(op, Shape(T: 70, K: 2, V: 3, cuSeqlens: [0, 67, 70]), Settings(scale: 0.37, l2norm: .none)),
      problem(op, many, usual, only: .o), problem(op, many, usual, only: .ht), problem(op, many, usual, only: .at),
    ]
    if op.axes.decay == .scalar || op.axes.decay == .channel {
      for gate in [GateForm.softplus, .lowerBound] { problems.append(problem(op, many, Settings(gate: gate))) }
    }
    return problems
  }

  private static func problem(
    _ op: Operator, _ shape: Shape, _ settings: Settings, only output: OutputName? = nil
  ) -> Problem {
    var draw = Draw("hard \(op) \(shape.T) \(settings.gate)")
    var p = Problem(ordinary: op, shape, settings, &draw)
    p.handInGradients(&draw)
    if settings.gate != .log { p[.g].values = p[.g].values.map { 4 * $0 } }
    for name in [InputName.beta, .betaErase, .b, .w] where p.inputs[name] != nil {
      p[name].values = p[name].values.map { 1.9 * $0 }
    }
    for (name, tensor) in p.inputs { p[name].values = offGrid(tensor.values, whole: p.domain(of: name) == .symmetric) }
    for (name, tensor) in p.cotangents { p.cotangents[name]!.values = offGrid(tensor.values, whole: false) }
    if let output { p.cotangents = p.cotangents.filter { $0.key.output == output } }
    return p
  }

  /// Each value shrunk by a share of its own, or all by one, to a number of 24 bits.
  private static func offGrid(_ values: [Float], whole: Bool) -> [Float] {
    var noise = SplitMix64(seed: 7)
    return values.map { $0 * (whole ? 0.99998 : 1 - Float(noise.next() % 1000 + 1) * 0x1p-20) }
  }
}

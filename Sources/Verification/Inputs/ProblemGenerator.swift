import DeltaChoiceTape
import DeltaOperators

/// Builds a legal problem from a tape (GEN-4).
///
/// Every choice is laid out so that 0 is the simplest.
public struct ProblemGenerator: Sendable {
  /// The operators to choose from.
  public let operators: [Operator]

  /// Creates a generator of problems of some operators.
  public init(operators: [Operator] = Operator.all) {
    precondition(!operators.isEmpty, "ProblemGenerator: no operators")
    self.operators = operators
  }

  /// The problem of a seed's own tape.
  package func draw(seed: UInt64) -> Problem {
    var tape = Tape(seed: seed)
    return draw(&tape)
  }

  /// The problem of a tape; always valid.
  public func draw(_ tape: inout Tape) -> Problem {
    let op = operators[Int(tape.draw(UInt64(operators.count - 1)))]
    let shape = drawShape(&tape)
    var settings = drawSettings(&tape)
    let kinds = Kinds(&tape)
    var contents = Draw("fuzz-\(tape.draw(0xFFFF))")
    let gate = [GateForm.log, .log, .softplus, .lowerBound][Int(tape.draw(3))]
    if AxisTrait.tokenGates.isMet(by: op) { settings.gate = gate }
    settings.options = drawOptions(op, &tape)
    // Gradients in a quarter of the cases, where they are defined.
    let asksGradients = tape.draw(3) == 3 && settings.options == .standard
    // Drawn last, so that older tapes keep their meaning.
    let rare = RareKinds(&tape)
    let hard = HardKinds(&tape)
    let unusual = SettingKinds(&tape)
    settings = unusual.applied(to: settings)
    var problem = unusual.omitting(
      from: Problem(ordinary: op, unusual.crowding(rare.stretching(shape)), settings, &contents))
    kinds.apply(to: &problem, &contents)
    if asksGradients {
      let names = unusual.cotangents(of: problem, among: rare.cotangents(of: problem))
      problem.handInGradients(of: names, &contents)
    }
    return rare.applied(to: unusual.applied(to: hard.applied(to: problem), &contents), &contents)
  }

  private func drawShape(_ tape: inout Tape) -> Shape {
    let T = Int(tape.draw(140))
    // Long keys cost most and show little that short ones do not; square states are where a transposition can hide.
    let K = 1 + Int(tape.draw(3) < 3 ? tape.draw(15) : tape.draw(63))
    let V = tape.draw(1) == 0 ? min(K, 16) : 1 + Int(tape.draw(15))
    let H = 1 + Int(tape.draw(2))
    let HV = H * (1 + Int(tape.draw(2)))
    // Rows: 0 one row, 1 and 2 more rows, 3 and above packed with so many cuts.
    let rows = Int(tape.draw(7))
    guard rows >= 3 else { return Shape(B: 1 + rows, T: T, H: H, HV: HV, K: K, V: V) }
    let cuts = (0..<rows - 2).map { _ in Int(tape.draw(UInt64(T))) }.sorted()
    return Shape(T: T, H: H, HV: HV, K: K, V: V, cuSeqlens: [0] + cuts + [T])
  }

  /// The standard options, and others in a quarter of the cases: many subjects have no others.
  ///
  /// Drawn behind what there was before, so that a tape from before there were options still means the same problem.
  private func drawOptions(_ op: Operator, _ tape: inout Tape) -> Options {
    let options = Options.tried(for: op.axes)
    let choice = Int(tape.draw(31))
    return choice < 24 ? .standard : options[choice % options.count]
  }

  private func drawSettings(_ tape: inout Tape) -> Settings {
    Settings(
      scale: [nil, 1, 0.375, 2.5][Int(tape.draw(3))], l2norm: [.rsqrtEps, .maxEps, .none][Int(tape.draw(2))],
      x: [1.5, 1.125, 1.9375][Int(tape.draw(2))], stateLayout: [.kv, .vk][Int(tape.draw(1))])
  }
}

/// Which kinds of tensors a problem has; 0 is the simplest of each.
private struct Kinds {
  let states, keys, gates, gatesATK, gains: Int

  init(_ tape: inout Tape) {
    (states, keys) = (Int(tape.draw(2)), Int(tape.draw(5)))
    (gates, gatesATK, gains) = (Int(tape.draw(6)), Int(tape.draw(3)), Int(tape.draw(4)))
  }

  func apply(to p: inout Problem, _ draw: inout Draw) {
    applyStates(&p)
    applyKeys(&p, &draw)
    if p.inputs[.g] != nil { applyGates(gates, .g, &p, &draw) }
    if p.inputs[.gATK] != nil { applyGates(gatesATK, .gATK, &p, &draw) }
    for name in p.gains { applyGains(name, &p, &draw) }
  }

  /// No states, the matrix state alone, both.
  private func applyStates(_ p: inout Problem) {
    if states == 0 { p.inputs[.h0] = nil }
    if states <= 1 { p.inputs[.a0] = nil }
  }

  /// Ordinary, tiny, some zero, repeated, near-collinear, positive.
  private func applyKeys(_ p: inout Problem, _ draw: inout Draw) {
    let K = p.shape.K
    switch keys {
    case 1: p.shortenKeys(by: 0x1p-11)
    case 2: for i in p[.k].values.indices where i / K % 3 == 1 { p[.k].values[i] = 0 }
    case 3: p[.k].values = p[.k].values.indices.map { p[.k].values[$0 % K] }
    case 4:
      let direction = p[.k].values.prefix(K)
      p[.k].values = p[.k].values.indices.map { Draw.onGrid(direction[$0 % K] + draw.next(-0.00390625...0.00390625)) }
    case 5: p[.k].values = p[.k].values.map(\.magnitude)
    default: break
    }
    if p.settings.l2norm == .none && keys == 4 { p.shortenKeys(by: 0.5) }
  }

  /// Mild, all zero, zeros mixed in, some −∞ (raw ones large), strong, huge, slow.
  private func applyGates(_ kind: Int, _ name: InputName, _ p: inout Problem, _ draw: inout Draw) {
    for i in p[name].values.indices {
      switch kind {
      case 1: p[name].values[i] = 0
      case 2: if draw.index(2) == 0 { p[name].values[i] = 0 }
      case 3 where name == .g && p.settings.gate != .log:
        if draw.index(8) == 0 { p[name].values[i] = draw.next(40...100) }
      case 3: if draw.index(8) == 0 { p[name].values[i] = -.infinity }
      case 4: p[name].values[i] = draw.next(-20 ... -5)
      case 5: if draw.index(3) == 0 { p[name].values[i] = draw.next(-320 ... -280) }
      case 6: p[name].values[i] = draw.next(-0.001953125...0)
      default: break
      }
    }
  }

  /// Ordinary, all one, zero or one, masked tokens among others, up to two where the keys are normalised.
  private func applyGains(_ name: InputName, _ p: inout Problem, _ draw: inout Draw) {
    for i in p[name].values.indices {
      switch gains {
      case 1: p[name].values[i] = 1
      case 2: p[name].values[i] = Float(draw.index(2))
      case 3: if draw.index(4) == 0 { p[name].values[i] = 0 }
      case 4 where p.op.axes.preconditioner.state == .none: p[name].values[i] = draw.next(0...2)
      default: break
      }
    }
  }
}

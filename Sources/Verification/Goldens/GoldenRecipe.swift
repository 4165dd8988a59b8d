import DeltaOperators

/// One golden: a permanent id, what it is made of, and the reason why it exists.
public struct GoldenRecipe: Sendable {
  /// Permanent: never renamed, never reused.
  public let id: String
  /// The operator.
  public let op: Operator
  /// Why it exists, in one sentence.
  public let reason: String
  /// Known defects that it guards against.
  public let guards: [String]
  let shape: Shape
  let settings: Settings
  /// Of which outputs the gradients are handed in; none asks for no gradient.
  let cotangents: [CotangentName]
  let harden: @Sendable (inout Problem, inout PinnedStream) -> Void

  /// Whether its request hands in gradients and asks for those of every input (FIX-5).
  public var asksForGradients: Bool { !cotangents.isEmpty }

  /// The request; always the same, and valid.
  public var request: Request {
    var stream = PinnedStream(id)
    var problem = Problem(op, shape, settings, inputs: [:])
    for name in problem.requiredInputs + problem.optionalInputs {
      let expected = problem.expectedShape(of: name)
      problem.inputs[name] = Tensor(
        expected, (0..<expected.reduce(1, *)).map { _ in stream.next(Self.range(name)) })
      if name == .a0 && op.axes.preconditioner.curvature.isGram {
        problem[name].values = problem[name].values.map { $0 / 2 }
        problem[name] = problem[name].dominantGrams()
      }
    }
    harden(&problem, &stream)
    for name in cotangents where problem.outputNames.contains(name.output) {
      let expected = problem.expectedShape(of: name.output)
      problem.cotangents[name] = Tensor(expected, (0..<expected.reduce(1, *)).map { _ in stream.next(-1..<1) })
    }
    return Request(id: id, problem: problem)
  }

  static func range(_ name: InputName) -> Range<Float> {
    switch name {
    case .q, .k, .v: -1..<1
    case .g: -0.5..<0
    case .gATK: -0.25..<0
    case .beta, .betaATK, .betaErase: 0..<1
    case .lambda: 0.25..<2.25
    case .shift: -0.5..<0.5
    case .logATKScale: -2..<2
    case .h0: -0.5..<0.5
    case .a0: 0..<2
    case .aLog: -2..<1
    case .dtBias: -1..<1
    }
  }
}

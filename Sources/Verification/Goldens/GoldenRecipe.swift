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
        expected, (0..<expected.reduce(1, *)).map { _ in stream.next(TensorName.input(name).row.draws.golden) })
      if problem.domain(of: name) == .symmetric { problem[name] = Self.grams(problem[name]) }
    }
    harden(&problem, &stream)
    for name in cotangents where problem.outputNames.contains(name.output) {
      let expected = problem.expectedShape(of: name.output)
      problem.cotangents[name] = Tensor(
        expected,
        (0..<expected.reduce(1, *)).map { _ in
          stream.next(TensorName.cotangent(name.output).row.draws.golden)
        })
    }
    return Request(id: id, problem: problem)
  }

  /// Numbers in [0, 2) made symmetric, strictly diagonally dominant matrices.
  ///
  /// Its own code, as the stream is: no other generator may move a golden.
  private static func grams(_ tensor: Tensor) -> Tensor {
    let K = tensor.shape.last!
    // The greatest power of two that keeps a row's sum below its diagonal.
    var shrink: Float = 0.5
    while shrink * Float(K) > 0.5 { shrink /= 2 }
    var result = tensor
    for i in tensor.values.indices {
      let (matrix, row, column) = (i / (K * K), i / K % K, i % K)
      let lower = tensor.values[matrix * K * K + max(row, column) * K + min(row, column)] / 2
      result.values[i] = row == column ? max(lower, 0.5) : shrink * lower
    }
    return result
  }
}

import DeltaOperators

/// The built-in implementation under test: the chunk form in float32.
public struct ChunkwiseSubject: Subject {
  /// Tokens a chunk.
  public let chunk: Int

  /// Creates the implementation.
  public init(chunk: Int = 16) { self.chunk = chunk }

  /// The name that reports show.
  public var name: String { "chunkwise (built in, chunk \(chunk))" }

  /// Answers valid requests.
  public func respond(to requests: [Request]) -> [Response] { requests.map { .ok(evaluate($0.problem)) } }

  /// The outputs of a valid problem, and the gradients that it asks for.
  ///
  /// - Complexity: that of ``ChunkForm/run(_:map:)``.
  public func evaluate(_ problem: Problem) -> Outputs {
    let result = ChunkForm<FloatKernels>(chunk: chunk).run(FloatLowering.lower(problem), map: FloatSquash(problem))
    let s = problem.shape
    let state =
      problem.settings.stateLayout == .kv
      ? result.ht : FloatLowering.transposed(result.ht, rows: s.K, columns: s.V)
    var outputs = Outputs([
      .o: Tensor(problem.expectedShape(of: .o), result.o), .ht: Tensor(problem.expectedShape(of: .ht), state),
    ])
    if problem.outputNames.contains(.at) { outputs[.at] = Tensor(problem.expectedShape(of: .at), result.at) }
    if !problem.gradientNames.isEmpty { outputs.gradients = FloatGradients.evaluate(problem, chunk: chunk) }
    return outputs
  }
}

import DeltaOperators

/// The built-in implementation under test: the chunk form in float32.
public struct ChunkwiseSubject: Subject {
  /// Tokens a chunk.
  public let chunk: Int
  /// What runs the heads.
  public let engine: FloatEngine

  /// Creates the implementation.
  public init(chunk: Int = 16, engine: FloatEngine = .blocked) { (self.chunk, self.engine) = (chunk, engine) }

  /// The name that reports show.
  public var name: String { "chunkwise (built in, \(engine.rawValue), chunk \(chunk))" }

  /// Answers valid requests.
  public func respond(to requests: [Request]) -> [Response] { requests.map { .ok(evaluate($0.problem)) } }

  /// The outputs of a valid problem, and the gradients that it asks for.
  ///
  /// - Complexity: that of ``ChunkForm``.
  public func evaluate(_ problem: Problem) -> Outputs {
    switch engine {
    case .blocked: evaluate(problem, ChunkForm<BlockedEngine<OpenBLASProducts>>(chunk: chunk))
    }
  }

  private func evaluate<Engine: HeadEngine>(_ problem: Problem, _ form: ChunkForm<Engine>) -> Outputs
  where Engine.Value == Float {
    let (s, lowered) = (problem.shape, FloatLowering.lower(problem))
    let squash = FloatSquash(problem.settings, centres: lowered.centre)
    var gradients: [GradientName: Tensor] = [:]
    let result: LoweredOutputs<Float>
    if problem.gradientNames.isEmpty {
      result = form.run(lowered, map: squash)
    } else {
      let both = form.run(lowered, map: squash, cotangents: FloatGradients.cotangents(problem))
      (result, gradients) = (both.outputs, FloatGradients.raise(both.gradients, problem, lowered))
    }
    let state =
      problem.settings.stateLayout == .kv
      ? result.ht : FloatLowering.transposed(result.ht, rows: s.K, columns: s.V)
    var outputs = Outputs([
      .o: Tensor(problem.expectedShape(of: .o), result.o), .ht: Tensor(problem.expectedShape(of: .ht), state),
    ])
    if problem.outputNames.contains(.at) { outputs.tensors[.at] = Tensor(problem.expectedShape(of: .at), result.at) }
    outputs.gradients = gradients
    return outputs
  }
}

/// The engines that compute in float32, by the names that reports show.
public enum FloatEngine: String, Sendable, CaseIterable {
  /// ``BlockedEngine`` over OpenBLAS.
  case blocked
}

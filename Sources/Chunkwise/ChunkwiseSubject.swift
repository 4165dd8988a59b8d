import DeltaConcurrent
import DeltaOperators

/// The built-in implementation under test: the chunk form in float32.
public struct ChunkwiseSubject: Subject {
  /// Tokens a chunk.
  public let chunk: Int
  /// What runs the heads.
  public let engine: FloatEngine
  /// One for a run on the calling thread alone; nil for all cores.
  ///
  /// No bit depends on it.
  public let threads: Int?

  /// Creates the implementation; `engine` must run here.
  public init(chunk: Int = 16, engine: FloatEngine = .best, threads: Int? = nil) {
    precondition(engine.runsHere, "ChunkwiseSubject: this machine cannot run the engine '\(engine.rawValue)'")
    (self.chunk, self.engine, self.threads) = (chunk, engine, threads)
  }

  /// The name that reports show.
  public var name: String { "chunkwise (built in, \(engine.rawValue), chunk \(chunk))" }

  /// Answers valid requests.
  public func respond(to requests: [Request]) -> [Response] { requests.map { .ok(evaluate($0.problem)) } }

  /// The outputs of a valid problem, and the gradients that it asks for.
  ///
  /// - Complexity: that of ``ChunkForm``.
  public func evaluate(_ problem: Problem) -> Outputs {
    threads == 1 ? serially { evaluateConcurrently(problem) } : evaluateConcurrently(problem)
  }

  private func evaluateConcurrently(_ problem: Problem) -> Outputs {
    switch engine {
    case .blocked: evaluate(problem, ChunkForm<BlockedEngine<OpenBLASProducts>>(chunk: chunk))
    case .portable: evaluate(problem, PortableTier.self)
    case .avx2: evaluate(problem, AVX2Tier.self)
    case .avx512: evaluate(problem, AVX512Tier.self)
    case .neon: evaluate(problem, NEONTier.self)
    }
  }

  private func evaluate<Tier: KernelTier>(_ problem: Problem, _ tier: Tier.Type) -> Outputs where Tier.Value == Float {
    typealias Form = SegmentedForm<FloatSegments<Tier>>
    let a0 = problem.inputs[.a0]?.values ?? []
    if problem.gradientNames.isEmpty, Form.covers(problem.op, problem.settings.options) {
      return outputs(
        problem,
        FloatSegments<Tier>.with(problem) { Form($0, chunk: chunk).run(h0: FloatLowering.state(problem), a0: a0) })
    }
    if Form.reverses(problem.op, problem.settings.options, problem.shape) {
      let both = FloatSegments<Tier>.with(problem) {
        // Chunks with a trace keep less of a segment in cache than pairs, whatever the chunk.
        Form($0, chunk: chunk, segment: 128).run(
          h0: FloatLowering.state(problem), a0: a0, cotangents: FloatGradients.cotangents(problem))
      }
      var outputs = outputs(problem, both.outputs)
      outputs.gradients = FloatGradients.named(both.gradients, problem)
      return outputs
    }
    return evaluate(problem, ChunkForm<FusedEngine<Tier>>(chunk: chunk))
  }

  private func evaluate<Engine: HeadEngine>(_ problem: Problem, _ form: ChunkForm<Engine>) -> Outputs
  where Engine.Value == Float {
    let lowered = FloatLowering.lower(problem)
    let squash = FloatSquash(problem.settings, centres: lowered.centre)
    if problem.gradientNames.isEmpty { return outputs(problem, form.run(lowered, map: squash)) }
    let both = form.run(lowered, map: squash, cotangents: FloatGradients.cotangents(problem))
    var outputs = outputs(problem, both.outputs)
    outputs.gradients = FloatGradients.raise(both.gradients, problem, lowered)
    return outputs
  }

  private func outputs(_ problem: Problem, _ result: LoweredOutputs<Float>) -> Outputs {
    let s = problem.shape
    let state =
      problem.settings.stateLayout == .kv
      ? result.ht : FloatLowering.transposed(result.ht, rows: s.K, columns: s.V)
    var outputs = Outputs([
      .o: Tensor(problem.expectedShape(of: .o), result.o), .ht: Tensor(problem.expectedShape(of: .ht), state),
    ])
    if problem.outputNames.contains(.at) { outputs[.at] = Tensor(problem.expectedShape(of: .at), result.at) }
    return outputs
  }
}

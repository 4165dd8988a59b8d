import DeltaInputs
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// The token form run in float32: a sound implementation, with a hook to spoil what it returns.
struct FloatSubject: Subject {
  var name = "token form in float32"
  var spoil: @Sendable (Problem, inout [OutputName: Tensor]) -> Void = { _, _ in }
  var before: @Sendable (inout Problem) -> Void = { _ in }

  func respond(to requests: [Request]) throws -> [Response] {
    requests.map { request in
      var problem = request.problem
      before(&problem)
      var exact = Exact<Float>()
      let lowered = lower(problem, to: Float.self, rounding: &exact)
      let result = Reference.named(recur(lowered, map: Squash<Float>(problem)), problem)
      var tensors: [OutputName: Tensor] = [:]
      for (name, values) in result { tensors[name] = Tensor(problem.expectedShape(of: name), values) }
      spoil(request.problem, &tensors)
      return .ok(Outputs(tensors))
    }
  }
}

/// A legal problem in which every element differs.
func sample(_ op: Operator, _ shape: Shape, _ settings: Settings = Settings(), seed: UInt64 = 7) -> Problem {
  var generator = SplitMix64(seed: seed)
  var p = Problem(op, shape, settings, inputs: [:])
  for name in p.requiredInputs + p.optionalInputs {
    let expected = p.expectedShape(of: name)
    let values = (0..<expected.reduce(1, *)).map { _ in
      let x = Float(Format.bf16.rounded(generator.nextSigned()))
      return switch name {
      case .g, .gATK: -x.magnitude
      case .beta, .betaErase, .betaATK, .a0, .b, .w: x.magnitude
      case .lambda: max(x.magnitude, 0.25)
      default: x
      }
    }
    p.inputs[name] = Tensor(expected, values)
    if name == .a0 && op.axes.preconditioner.state.isGram { p[.a0] = p[.a0].dominantGrams() }
  }
  return p
}

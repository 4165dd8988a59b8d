import DeltaConformance

/// The reference, rounded to float32, as a function: sound, and quick, because it declines what takes long.
func sound(_ problem: Problem) throws -> Outputs {
  guard problem.op == .gdn else { throw Declined("it is Gated DeltaNet") }
  guard problem.shape.T <= 4 else { throw Declined("it is in a hurry") }
  var tensors: [OutputName: Tensor] = [:]
  for (name, values) in Reference.evaluate(problem) {
    tensors[name] = Tensor(problem.expectedShape(of: name), values.map(Float.init))
  }
  return Outputs(tensors)
}

/// The same, but for the last number of the final state.
func wrong(_ problem: Problem) throws -> Outputs {
  var outputs = try sound(problem)
  let last = outputs[.ht]!.values.count - 1
  outputs[.ht]!.values[last] += 1
  return outputs
}

/// Why a function failed.
struct Failure: Error, CustomStringConvertible {
  let description = "out of memory"
}

/// Judges by the properties that ask nothing besides: relations, which cost more, have tests of their own.
func judged(
  _ name: String, to operators: [Operator] = [.gdn], serially: Bool = false,
  _ outputs: @escaping @Sendable (Problem) throws -> Outputs
) throws -> Conformance {
  try conformance(
    of: FunctionSubject(name, serially: serially, outputs: outputs), to: operators, as: .fp32,
    properties: Catalogue.withoutRelations)
}

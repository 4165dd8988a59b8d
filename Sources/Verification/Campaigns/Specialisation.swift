import DeltaOperators

/// What kernels are compiled for: constants of a kernel in Triton, and the branches that it takes.
///
/// Rows, tokens and the numbers of the settings are arguments there.
struct Specialisation: Hashable {
  private let op: Operator
  private let heads: [Int]
  private let isPacked: Bool
  private let norm: L2Norm
  private let gate: GateForm
  private let layout: StateLayout
  private let options: Options
  private let inputs: Set<InputName>
  private let cotangents: Set<CotangentName>

  fileprivate init(_ problem: Problem) {
    let (shape, settings) = (problem.shape, problem.settings)
    (op, heads, isPacked) = (problem.op, [shape.H, shape.HV, shape.K, shape.V], shape.cuSeqlens != nil)
    (norm, gate, layout, options) = (settings.l2norm, settings.gate, settings.stateLayout, settings.options)
    (inputs, cotangents) = (Set(problem.inputs.keys), Set(problem.cotangents.keys))
  }
}

extension Problem {
  /// What a kernel may have to be compiled for.
  var specialisation: Specialisation { Specialisation(self) }
}

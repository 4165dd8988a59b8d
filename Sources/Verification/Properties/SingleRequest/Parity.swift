import DeltaOperators

/// PAR-*: a tensor of the response agrees with the reference, element by element, within what the profile's rounding can do.
struct Parity: Property {
  let isRelation = false
  let tensor: ResponseTensor
  let name: String
  let clause: String
  let summary: String

  /// PAR-1 to PAR-3.
  static let outputs = [
    Parity(
      tensor: .output(.o), name: "parity-o", clause: "PAR-1", summary: "outputs agree with the reference"),
    Parity(
      tensor: .output(.ht), name: "parity-state", clause: "PAR-2", summary: "the final state agrees with the reference"),
    Parity(
      tensor: .output(.at), name: "parity-preconditioner", clause: "PAR-3",
      summary: "the final state of the preconditioner agrees"),
  ]

  /// PAR-4.
  static let gradients = GradientName.allCases.map { gradient in
    Parity(
      tensor: .gradient(gradient), name: "parity-" + gradient.rawValue, clause: "PAR-4",
      summary: "the gradient of '\(gradient.input.rawValue)' agrees with the adjoint")
  }

  var judgesGradients: Bool { tensor.part == .gradients }

  func outOfDomain(_ op: Operator) -> String? { op.mayHave(tensor) ? nil : lacking }

  func outOfDomain(_ problem: Problem) -> String? {
    guard problem.tensors(of: tensor.part).contains(tensor) else { return lacking }
    return problem.expectedShape(of: tensor).contains(0) ? "nothing to compare: '\(tensor.name)' has no element" : nil
  }

  private var lacking: String {
    switch tensor {
    case .output: AxisTrait.preconditionerState.sentence
    case .gradient(let gradient): "there is no '\(gradient.input.rawValue)'"
    }
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let base = inquiry.base
    let found = try answers.values(base, tensor)
    let judge = tensor.part == .outputs ? "reference" : "adjoint"
    let expectation = oracle.expectation(base, of: tensor.part)
    let bound = expectation.bound[tensor]!
    func judgement(_ deviation: Deviation, _ expected: [Double]) -> Judgement {
      Judgement(deviation, of: base) { worst in
        "'\(tensor.name)' is \(inWords(found[worst])), the \(judge) says \(inWords(expected[worst])) "
          + "± \(shortened(bound[worst]))"
      }
    }
    if let gap = base.unbounded(tensor, bound) {
      let reference = expectation.reference[tensor]!
      var judged = judgement(.bounded(tensor, found: found, expected: reference, bound: bound), reference)
      judged.undecided = gap
      return judged
    }
    let (deviation, expected, count) = try oracle.deviation(base, tensor, found: found)
    var judged = judgement(deviation, expected)
    judged.oracle = count
    if let aggregate = expectation.worstAggregate(tensor, found) { judged.include(aggregate, tensor, of: base) }
    judged.include(
      found, expected: expected, spread: expectation.spread[tensor]!, tensor, of: base, oracle.tolerance)
    return judged
  }
}

extension Operator {
  /// Whether the response to a problem of this operator can hold a tensor, with some settings.
  fileprivate func mayHave(_ tensor: ResponseTensor) -> Bool {
    let problem = Problem(
      self, Shape(T: 1, K: 1, V: 1), Settings(gate: AxisTrait.tokenGates.isMet(by: self) ? .softplus : .log),
      inputs: [:])
    switch tensor {
    case .output(let output): return problem.outputNames.contains(output)
    case .gradient(let gradient): return (problem.requiredInputs + problem.optionalInputs).contains(gradient.input)
    }
  }
}

import DeltaOperators

/// REL-11: the gradients of a batch or of packed sequences are those of each sequence alone; what they share gets the sum.
struct GradientRows: Property {
  let name = "gradients-by-row"
  let clause = "REL-11"
  let summary = "gradients of a batch equal those of each sequence alone, or their sum where it is shared"
  let judgesGradients = true

  func outOfDomain(_ problem: Problem) -> String? { problem.shape.N < 2 ? "there is only one sequence" : nil }

  private func role(_ sequence: Shape.Sequence) -> Role { "alone\(sequence.index)" }

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    for sequence in base.problem.shape.sequences { inquiry.ask(role(sequence), alone(base.problem, sequence)) }
    return inquiry
  }

  private func alone(_ whole: Problem, _ sequence: Shape.Sequence) -> Problem {
    var problem = whole.isolating(sequence)
    for (name, tensor) in whole.cotangents {
      guard name == .o else {
        problem.cotangents[name] = tensor.gathering(axis: 0, [sequence.index])
        continue
      }
      problem.cotangents[name] = tensor.gathering(axis: 0, [sequence.row]).gathering(axis: 1, Array(sequence.tokens))
    }
    return problem
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, p) = (inquiry.base, inquiry.base.problem)
    let bounds = oracle.expectation(base, of: .gradients).bound
    var groups: [(saying: String, equations: [Equation])] = []
    for name in p.tensors(of: .gradients) {
      let (whole, shape) = (try answers.values(base, name), p.expectedShape(of: name))
      let (hasTokens, isState) = (p.hasTokens(name), p.isState(name))
      var sum = [Double](repeating: 0, count: whole.count)
      for sequence in p.shape.sequences {
        let alone = try inquiry.request(role(sequence))
        let found = try answers.values(alone, name)
        func slice(_ values: [Double]) -> [Double] {
          guard hasTokens else { return gathered(values, shape: shape, axis: 0, [sequence.index]) }
          let row = gathered(values, shape: shape, axis: 0, [sequence.row])
          return gathered(row, shape: [1] + shape[1...], axis: 1, Array(sequence.tokens))
        }
        guard hasTokens || isState else {
          sum = zip(sum, found).map(+)
          continue
        }
        let apart = Equation(
          request: alone, tensor: name, found: found, expected: slice(whole), bound: doubled(slice(bounds[name]!)))
        groups.append(("\(sequence.placed(in: p.shape)) alone against together", [apart]))
      }
      if !hasTokens && !isState {
        let shared = Equation(request: base, tensor: name, found: sum, expected: whole, bound: doubled(bounds[name]!))
        groups.append(("the sum over all sequences alone, against together", [shared]))
      }
    }
    return .worst(ofGroups: groups)
  }
}

import DeltaOperators

/// REL-11: the gradients of a batch or of packed sequences are those of each sequence alone; what they share gets the sum.
struct GradientRows: Property {
  let name = "gradients-by-row"
  let clause = "REL-11"
  let summary = "gradients of a batch equal those of each sequence alone, or their sum where it is shared"
  let judgesGradients = true

  func outOfDomain(_ problem: Problem) -> String? { problem.shape.N < 2 ? "there is only one sequence" : nil }

  func alone(_ base: Request, _ sequence: Shape.Sequence) -> Request {
    var problem = base.problem.isolating(sequence)
    for (name, tensor) in base.problem.cotangents {
      guard name == .o else {
        problem.cotangents[name] = tensor.gathering(axis: 0, [sequence.index])
        continue
      }
      problem.cotangents[name] = tensor.gathering(axis: 0, [sequence.row]).gathering(axis: 1, Array(sequence.tokens))
    }
    return Request(id: base.id + "+alone\(sequence.index)", problem: problem)
  }

  func questions(_ base: Request) -> [Request] { base.problem.shape.sequences.map { alone(base, $0) } }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (p, bounds) = (base.problem, oracle.gradientExpectation(base).bound)
    var equations: [Equation] = []
    for name in p.gradientNames {
      let (whole, shape, input) = (try answers.values(base, name), p.expectedShape(of: name.input), name.input)
      let (hasTokens, isState) = (p.hasTokens(input), p.isState(input))
      var sum = [Double](repeating: 0, count: whole.count)
      for sequence in p.shape.sequences {
        let found = try answers.values(alone(base, sequence), name)
        func slice(_ values: [Double]) -> [Double] {
          guard hasTokens else { return gathered(values, shape: shape, axis: 0, [sequence.index]) }
          let row = gathered(values, shape: shape, axis: 0, [sequence.row])
          return gathered(row, shape: [1] + shape[1...], axis: 1, Array(sequence.tokens))
        }
        guard hasTokens || isState else {
          sum = zip(sum, found).map(+)
          continue
        }
        equations.append(
          Equation(
            request: alone(base, sequence), tensor: .gradient(name), found: found, expected: slice(whole),
            bound: doubled(slice(bounds[name]!))))
      }
      if !hasTokens && !isState {
        equations.append(
          Equation(
            request: base, tensor: .gradient(name), found: sum, expected: whole, bound: doubled(bounds[name]!)))
      }
    }
    return .of(equations, "alone against together")
  }
}

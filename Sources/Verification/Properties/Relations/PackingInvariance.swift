import DeltaOperators

/// REL-4: packed sequences give what each gives alone, and batch rows what they give packed.
struct PackingInvariance: Property {
  let name = "packed"
  let clause = "REL-4"
  let summary = "packed sequences give what each gives alone, and rows what they give packed"

  func outOfDomain(_ problem: Problem) -> String? { problem.shape.N < 2 ? "there is only one sequence" : nil }

  func questions(_ base: Request) -> [Request] {
    if base.problem.shape.cuSeqlens == nil {
      return [Request(id: base.id + "+packed", problem: base.problem.packing())]
    }
    return base.problem.shape.sequences.map { alone(base, $0) }
  }

  func alone(_ base: Request, _ sequence: Shape.Sequence) -> Request {
    Request(id: base.id + "+alone\(sequence.index)", problem: base.problem.isolating(sequence))
  }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (p, bounds) = (base.problem, oracle.expectation(base).bound)
    var equations: [Equation] = []
    for name in p.outputNames {
      let whole = try answers.values(base, name)
      guard p.shape.cuSeqlens != nil else {
        // The same elements in the same order; only the division into rows differs.
        equations.append(
          Equation(
            request: base, tensor: name, found: try answers.values(questions(base)[0], name), expected: whole,
            bound: doubled(bounds[name]!)))
        continue
      }
      for sequence in p.shape.sequences {
        let (axis, rows) = name == .o ? (1, Array(sequence.tokens)) : (0, [sequence.index])
        func slice(_ values: [Double]) -> [Double] {
          gathered(values, shape: p.expectedShape(of: name), axis: axis, rows)
        }
        equations.append(
          Equation(
            request: alone(base, sequence), tensor: name, found: try answers.values(alone(base, sequence), name),
            expected: slice(whole), bound: doubled(slice(bounds[name]!))))
      }
    }
    return .of(equations, "alone against packed")
  }
}

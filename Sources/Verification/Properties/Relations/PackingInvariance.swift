import DeltaOperators

/// REL-4: packed sequences give what each gives alone, and batch rows what they give packed.
struct PackingInvariance: Property {
  let name = "packed"
  let clause = "REL-4"
  let summary = "packed sequences give what each gives alone, and rows what they give packed"

  func outOfDomain(_ problem: Problem) -> String? { problem.shape.N < 2 ? "there is only one sequence" : nil }

  private func alone(_ sequence: Shape.Sequence) -> Role { "alone\(sequence.index)" }

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    if base.problem.shape.cuSeqlens == nil {
      inquiry.ask("packed", base.problem.packing())
    } else {
      for sequence in base.problem.shape.sequences { inquiry.ask(alone(sequence), base.problem.isolating(sequence)) }
    }
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, p, bounds) = (inquiry.base, inquiry.base.problem, oracle.expectation(inquiry.base).bound)
    var groups: [(saying: String, equations: [Equation])] = []
    for name in p.tensors(of: .outputs) {
      let whole = try answers.values(base, name)
      guard p.shape.cuSeqlens != nil else {
        // The same elements in the same order; only the division into rows differs.
        let together = Equation(
          request: base, tensor: name, found: try answers.values(try inquiry.request("packed"), name), expected: whole,
          bound: doubled(bounds[name]!))
        groups.append(("the rows packed, against rows", [together]))
        continue
      }
      for sequence in p.shape.sequences {
        let request = try inquiry.request(alone(sequence))
        let (axis, rows) = p.hasTokens(name) ? (1, Array(sequence.tokens)) : (0, [sequence.index])
        func slice(_ values: [Double]) -> [Double] {
          gathered(values, shape: p.expectedShape(of: name), axis: axis, rows)
        }
        let apart = Equation(
          request: request, tensor: name, found: try answers.values(request, name), expected: slice(whole),
          bound: doubled(slice(bounds[name]!)))
        groups.append(("\(sequence.placed(in: p.shape)) alone against packed", [apart]))
      }
    }
    return .worst(ofGroups: groups)
  }
}

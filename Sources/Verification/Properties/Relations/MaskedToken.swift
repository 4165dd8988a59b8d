import DeltaOperators

/// REL-7: a token with zero gains and zero log gates changes neither S nor A, whatever its key and value are.
struct MaskedToken: Property {
  let name = "masked-token"
  let clause = "REL-7"
  let summary = "a token with β = 0, g = 0 and β^P = 0 changes nothing"

  func outOfDomain(_ op: Operator) -> String? {
    op.maskedInputs == nil ? "its decay is constant: no token leaves the state as it was" : nil
  }

  func outOfDomain(_ problem: Problem) -> String? {
    if problem.settings.gate != .log { return "no raw gate is a decay of exactly 1" }
    if problem.shape.cuSeqlens != nil { return "sequences are packed" }
    return problem.shape.T < 1 ? "there is no token to repeat as padding" : nil
  }

  /// Original token of each new position; −1 − t marks a masked copy of token t.
  private func order(_ p: Problem) -> [Int] {
    let middle = p.shape.T / 3
    let end = [0, middle, p.shape.T - 1].map { -1 - $0 }
    return Array(0..<middle) + [-1 - middle] + Array(middle..<p.shape.T) + end
  }

  func plan(_ base: Request) -> Inquiry {
    let order = order(base.problem)
    var problem = base.problem.selecting(tokens: order.map { $0 < 0 ? -1 - $0 : $0 })
    for name in problem.op.maskedInputs ?? [] {
      let tensor = problem[name]
      let width = tensor.shape[2...].reduce(1, *)
      for i in tensor.values.indices where order[i / width % order.count] < 0 { problem[name].values[i] = 0 }
    }
    var inquiry = Inquiry(base)
    inquiry.ask("masked", problem)
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, masked, order) = (inquiry.base, try inquiry.request("masked"), order(inquiry.base.problem))
    let kept = order.indices.filter { order[$0] >= 0 }
    let bounds = oracle.expectation(base).bound
    var equations: [Equation] = []
    for name in base.problem.tensors(of: .outputs) {
      var found = try answers.values(masked, name)
      if base.problem.hasTokens(name) {
        found = gathered(found, shape: masked.problem.expectedShape(of: name), axis: 1, kept)
      }
      equations.append(
        Equation(
          request: base, tensor: name, found: found, expected: try answers.values(base, name),
          bound: doubled(bounds[name]!)))
    }
    return .worst(of: equations, saying: "with masked tokens against without")
  }
}

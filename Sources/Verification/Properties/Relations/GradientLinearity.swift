import DeltaOperators

/// REL-10: gradients are linear in the gradients handed in; scaling those by −2 scales them (TOL-8).
struct GradientLinearity: Property {
  let name = "gradients-linear"
  let clause = "REL-10"
  let summary = "scaling do, dS and dA by −2 scales every gradient"
  let judgesGradients = true

  func plan(_ base: Request) -> Inquiry {
    var problem = base.problem
    for name in problem.cotangents.keys {
      problem.cotangents[name]!.values = problem.cotangents[name]!.values.map { -2 * $0 }
    }
    var inquiry = Inquiry(base)
    inquiry.ask("times-2", problem)
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, scaled) = (inquiry.base, try inquiry.request("times-2"))
    var equations: [Equation] = []
    for name in base.problem.tensors(of: .gradients) {
      equations.append(
        Equation(
          request: scaled, tensor: name, found: try answers.values(scaled, name),
          expected: try answers.values(base, name).map { -2 * $0 }, bound: oracle.boundOfScaled(base, name)))
    }
    return .worst(of: equations, saying: "linearity in the gradients handed in")
  }
}

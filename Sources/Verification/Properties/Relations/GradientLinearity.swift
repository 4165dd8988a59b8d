import DeltaOperators

/// REL-10: gradients are linear in the gradients handed in; scaling those by −2 scales them (TOL-8).
struct GradientLinearity: Property {
  let name = "gradients-linear"
  let clause = "REL-10"
  let summary = "scaling do, dS and dA by −2 scales every gradient"
  let judgesGradients = true

  func scaled(_ base: Request) -> Request {
    var problem = base.problem
    for name in problem.cotangents.keys {
      problem.cotangents[name]!.values = problem.cotangents[name]!.values.map { -2 * $0 }
    }
    return Request(id: base.id + "+times-2", problem: problem)
  }

  func questions(_ base: Request) -> [Request] { [scaled(base)] }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let floor = oracle.tolerance.floor(scale: 2 * GradientExpectation.magnitude(base.problem))
    var equations: [Equation] = []
    let expected = oracle.gradientExpectation(base)
    for name in base.problem.gradientNames {
      let whole = try answers.values(base, name)
      equations.append(
        Equation(
          request: scaled(base), tensor: .gradient(name), found: try answers.values(scaled(base), name),
          expected: whole.map { -2 * $0 },
          bound: oracle.tolerance.scaled(bound: expected.bound[name]!, spread: expected.spread[name]!, floor: floor)))
    }
    return .of(equations, "linearity in the gradients handed in")
  }
}

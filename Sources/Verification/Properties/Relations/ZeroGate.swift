import DeltaOperators

/// REL-8: a gated operator with all log gates zero is the ungated operator.
struct ZeroGate: Property {
  let name = "zero-gate"
  let clause = "REL-8"
  let summary = "with g = 0 a gated operator equals the ungated one"

  func outOfDomain(_ op: Operator) -> String? {
    if op.axes.decay == .none { return "the operator has no gate" }
    return op.ungated == nil ? "no operator is this one without its gate" : nil
  }

  func outOfDomain(_ problem: Problem) -> String? {
    problem.settings.gate != .log ? "no raw gate is a decay of exactly 1" : nil
  }

  func gateZero(_ base: Request) -> Request {
    var problem = base.problem
    problem.inputs[.g] = Tensor(problem[.g].shape, repeating: 0)
    // Comba without its own treatment of erase and query.
    if problem.inputs[.betaErase] != nil { problem[.betaErase] = problem[.beta] }
    if let shift = problem.inputs[.shift] { problem[.shift] = Tensor(shift.shape, repeating: 0) }
    return Request(id: base.id + "+gate-zero", problem: problem)
  }

  func ungated(_ base: Request) -> Request {
    var problem = base.problem
    problem.op = problem.op.ungated!
    let known = problem.requiredInputs + problem.optionalInputs
    problem.inputs = problem.inputs.filter { known.contains($0.key) }
    return Request(id: base.id + "+ungated", problem: problem)
  }

  func questions(_ base: Request) -> [Request] { [gateZero(base), ungated(base)] }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let bounds = oracle.expectation(gateZero(base)).bound
    var equations: [Equation] = []
    for name in base.problem.outputNames {
      equations.append(
        Equation(
          request: gateZero(base), tensor: name, found: try answers.values(gateZero(base), name),
          expected: try answers.values(ungated(base), name), bound: doubled(bounds[name]!)))
    }
    return .of(equations, "g = 0 against \(ungated(base).problem.op)")
  }
}

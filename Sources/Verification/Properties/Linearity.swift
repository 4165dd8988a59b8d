import Operators

/// REL-3: outputs and state are linear in (v, S₀); the diagonal state does not depend on them.
struct Linearity: Property {
  let name = "linear"
  let clause = "REL-3"
  let summary = "(v, S₀) → (o, S) is linear: scaling by −2 is exact, and parts add up"

  /// The whole scaled by −2, which no rounding disturbs.
  func scaled(_ base: Request) -> Request {
    var problem = base.problem
    for name in [InputName.v, .h0] {
      problem.inputs[name]?.values = base.problem.inputs[name]!.values.map { -2 * $0 }
    }
    return Request(id: base.id + "+times-2", problem: problem)
  }

  /// Tokens at even positions alone, and the odd ones with the initial state: they add up to the base.
  func part(_ base: Request, even: Bool) -> Request {
    var problem = base.problem
    let (T, width) = (problem.shape.T, problem.shape.HV * problem.shape.V)
    for i in problem[.v].values.indices where (i / width % T % 2 == 0) != even { problem[.v].values[i] = 0 }
    if even { problem.inputs[.h0] = nil }
    return Request(id: base.id + (even ? "+part-even" : "+part-odd"), problem: problem)
  }

  func questions(_ base: Request) -> [Request] {
    [scaled(base), part(base, even: true), part(base, even: false)]
  }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let parts = [part(base, even: true), part(base, even: false)]
    let floor = oracle.tolerance.floor(scale: 2 * Expectation.magnitude(base.problem))
    var equations: [Equation] = []
    for name in [OutputName.o, .ht] {
      let whole = try answers.values(base, name)
      equations.append(
        Equation(
          request: scaled(base), tensor: name, found: try answers.values(scaled(base), name),
          expected: whole.map { -2 * $0 }, bound: whole.map { _ in floor }))
      let (even, odd) = (try answers.values(parts[0], name), try answers.values(parts[1], name))
      let bounds = ([base] + parts).map { oracle.expectation($0).bound[name]! }
      equations.append(
        Equation(
          request: base, tensor: name, found: whole, expected: zip(even, odd).map(+),
          bound: whole.indices.map { bounds[0][$0] + bounds[1][$0] + bounds[2][$0] }))
    }
    return .of(equations, "linearity in (v, S₀)")
  }
}

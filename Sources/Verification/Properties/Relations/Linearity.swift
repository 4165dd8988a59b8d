import DeltaOperators

/// REL-3: outputs and state are linear in (v, S₀); the state of the preconditioner does not depend on them.
struct Linearity: Property {
  let name = "linear"
  let clause = "REL-3"
  let summary = "(v, S₀) → (o, S) is linear: scaling by −2 scales, and parts add up"

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    inquiry.ask("times-2", scaled(base.problem))
    for (role, even) in [("part-even", true), ("part-odd", false)] as [(Role, Bool)] {
      inquiry.ask(role, part(base.problem, even: even))
    }
    return inquiry
  }

  /// The whole scaled by −2, which no rounding disturbs.
  private func scaled(_ problem: Problem) -> Problem {
    var problem = problem
    for name in [InputName.v, .h0] {
      if let values = problem.inputs[name]?.values { problem[name].values = values.map { -2 * $0 } }
    }
    return problem
  }

  /// Tokens at even positions alone, or the odd ones with the initial state: they add up to the whole.
  private func part(_ problem: Problem, even: Bool) -> Problem {
    var problem = problem
    problem.keepTokens { token, _ in (token % 2 == 0) == even }
    if even { problem.inputs[.h0] = nil }
    return problem
  }

  /// A few columns of both parts side by side: columns do not know each other, so that a few say as much as all.
  private func bothParts(_ whole: Problem) -> Problem {
    let columns = columns(whole)
    var problem = whole.narrowing(columns: columns + columns)
    problem.keepTokens { token, column in (token % 2 == 0) == (column < columns.count) }
    problem.keepState { column in column >= columns.count }
    return problem
  }

  private func columns(_ p: Problem) -> [Int] { Set([0, p.shape.V / 3, p.shape.V - 1]).sorted() }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, scaled) = (inquiry.base, try inquiry.request("times-2"))
    let parts = [try inquiry.request("part-even"), try inquiry.request("part-odd")]
    let sums = oracle.addedBounds { inquiry.considered("parts", bothParts(base.problem)) }
    let bounds = oracle.expectation(base).bound
    var equations: [Equation] = []
    for output in [OutputName.o, .ht] {
      let name = ResponseTensor.output(output)
      let whole = try answers.values(base, name)
      equations.append(
        Equation(
          request: scaled, tensor: name, found: try answers.values(scaled, name), expected: whole.map { -2 * $0 },
          bound: oracle.boundOfScaled(base, name)))
      let (even, odd) = (try answers.values(parts[0], name), try answers.values(parts[1], name))
      let ofParts = spreadOut(sums?[name], axis: base.problem.valueAxis(output), base.problem, name)
      equations.append(
        Equation(
          request: base, tensor: name, found: whole, expected: zip(even, odd).map(+),
          bound: zip(bounds[name]!, ofParts).map(+), isPartial: true))
    }
    return .worst(of: equations, saying: "linearity in (v, S₀)")
  }

  /// The sum of both parts' bounds, 0 where they were not computed, in the columns that are compared; infinite in the others.
  private func spreadOut(_ bound: [Double]?, axis: Int, _ p: Problem, _ name: ResponseTensor) -> [Double] {
    let (columns, shape) = (columns(p), p.expectedShape(of: name))
    let inner = shape[(axis + 1)...].reduce(1, *)
    var sum = [Double](repeating: .infinity, count: shape.reduce(1, *))
    for outer in 0..<shape[..<axis].reduce(1, *) {
      for (i, column) in columns.enumerated() {
        for rest in 0..<inner {
          func part(_ i: Int) -> Double { bound?[(outer * 2 * columns.count + i) * inner + rest] ?? 0 }
          sum[(outer * shape[axis] + column) * inner + rest] = part(i) + part(i + columns.count)
        }
      }
    }
    return sum
  }
}

extension Problem {
  /// Sets values to zero but for those at the tokens and columns that are kept.
  fileprivate mutating func keepTokens(_ keeps: (_ token: Int, _ column: Int) -> Bool) {
    let (T, HV, V) = (shape.T, shape.HV, shape.V)
    var values = self[.v].values
    for i in values.indices where !keeps(i / (HV * V) % T, i % V) { values[i] = 0 }
    self[.v].values = values
  }

  /// Sets the columns of the initial state to zero but for those that are kept.
  fileprivate mutating func keepState(_ keeps: (_ column: Int) -> Bool) {
    guard var values = inputs[.h0]?.values else { return }
    let (inner, V) = (settings.stateLayout == .vk ? shape.K : 1, shape.V)
    for i in values.indices where !keeps(i / inner % V) { values[i] = 0 }
    self[.h0].values = values
  }
}

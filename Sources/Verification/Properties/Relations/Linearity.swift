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
    inquiry.consider("parts", bothParts(base.problem))
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
    let sums = oracle.expectation(try inquiry.request("parts")).bound
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
      let ofParts = spreadOut(sums[name]!, axis: base.problem.valueAxis(output), base.problem, name)
      equations.append(
        Equation(
          request: base, tensor: name, found: whole, expected: zip(even, odd).map(+),
          bound: zip(bounds[name]!, ofParts).map(+), isPartial: true))
    }
    return .worst(of: equations, saying: "linearity in (v, S₀)")
  }

  /// The sum of both parts' bounds in the columns that were computed, infinite in the others.
  private func spreadOut(_ bound: [Double], axis: Int, _ p: Problem, _ name: ResponseTensor) -> [Double] {
    let (columns, shape) = (columns(p), p.expectedShape(of: name))
    var narrow = shape
    narrow[axis] = 2 * columns.count
    func slice(_ column: Int) -> [Double] { gathered(bound, shape: narrow, axis: axis, [column]) }
    var sum = [Double](repeating: .infinity, count: shape.reduce(1, *))
    let inner = shape[(axis + 1)...].reduce(1, *)
    for (i, column) in columns.enumerated() {
      for (position, parts) in zip(slice(i), slice(i + columns.count)).enumerated() {
        let (outer, rest) = (position / inner, position % inner)
        sum[(outer * shape[axis] + column) * inner + rest] = parts.0 + parts.1
      }
    }
    return sum
  }
}

extension Problem {
  /// Sets values to zero but for those at the tokens and columns that are kept.
  fileprivate mutating func keepTokens(_ keeps: (_ token: Int, _ column: Int) -> Bool) {
    let (T, V) = (shape.T, shape.V)
    for i in self[.v].values.indices where !keeps(i / (shape.HV * V) % T, i % V) { self[.v].values[i] = 0 }
  }

  /// Sets the columns of the initial state to zero but for those that are kept.
  fileprivate mutating func keepState(_ keeps: (_ column: Int) -> Bool) {
    guard inputs[.h0] != nil else { return }
    let inner = settings.stateLayout == .vk ? shape.K : 1
    for i in self[.h0].values.indices where !keeps(i / inner % shape.V) { self[.h0].values[i] = 0 }
  }
}

import DeltaOperators

/// REL-3: outputs and state are linear in (v, S₀); the diagonal state does not depend on them.
struct Linearity: Property {
  let name = "linear"
  let clause = "REL-3"
  let summary = "(v, S₀) → (o, S) is linear: scaling by −2 scales, and parts add up"

  /// The whole scaled by −2, which no rounding disturbs.
  func scaled(_ base: Request) -> Request {
    var problem = base.problem
    for name in [InputName.v, .h0] {
      problem.inputs[name]?.values = base.problem.inputs[name]!.values.map { -2 * $0 }
    }
    return Request(id: base.id + "+times-2", problem: problem)
  }

  /// Tokens at even positions alone, or the odd ones with the initial state: they add up to the base.
  func part(_ base: Request, even: Bool) -> Request {
    var problem = base.problem
    problem.keepTokens { token, _ in (token % 2 == 0) == even }
    if even { problem.inputs[.h0] = nil }
    return Request(id: base.id + (even ? "+part-even" : "+part-odd"), problem: problem)
  }

  func questions(_ base: Request) -> [Request] {
    [scaled(base), part(base, even: true), part(base, even: false)]
  }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let parts = [part(base, even: true), part(base, even: false)]
    let floor = oracle.tolerance.floor(scale: 2 * Expectation.magnitude(base.problem))
    let expected = oracle.expectation(base)
    var equations: [Equation] = []
    for name in [OutputName.o, .ht] {
      let whole = try answers.values(base, name)
      equations.append(
        Equation(
          request: scaled(base), tensor: name, found: try answers.values(scaled(base), name),
          expected: whole.map { -2 * $0 },
          bound: oracle.tolerance.scaled(bound: expected.bound[name]!, spread: expected.spread[name]!, floor: floor)))
      let (even, odd) = (try answers.values(parts[0], name), try answers.values(parts[1], name))
      equations.append(
        Equation(
          request: base, tensor: name, found: whole, expected: zip(even, odd).map(+),
          bound: zip(oracle.expectation(base).bound[name]!, boundOfParts(base, name, oracle)).map(+)))
    }
    return .of(equations, "linearity in (v, S₀)")
  }

  /// The sum of the parts' bounds in a few columns of the values, infinite in the others.
  ///
  /// Columns do not know each other, so that a few say as much as all, and both parts fit side by side into one problem.
  func boundOfParts(_ base: Request, _ name: OutputName, _ oracle: Oracle) -> [Double] {
    let V = base.problem.shape.V
    let columns = Set([0, V / 3, V - 1]).sorted()
    var problem = base.problem.narrowing(columns: columns + columns)
    problem.keepTokens { token, column in (token % 2 == 0) == (column < columns.count) }
    problem.keepState { column in column >= columns.count }
    let bound = oracle.expectation(Request(id: base.id + "+parts", problem: problem)).bound[name]!

    let (shape, narrow) = (base.problem.expectedShape(of: name), problem.expectedShape(of: name))
    let axis = base.problem.valueAxis(name)
    func slice(_ column: Int) -> [Double] { gathered(bound, shape: narrow, axis: axis, [column]) }
    var sum = [Double](repeating: .infinity, count: shape.reduce(1, *))
    let inner = shape[(axis + 1)...].reduce(1, *)
    for (i, column) in columns.enumerated() {
      for (position, parts) in zip(slice(i), slice(i + columns.count)).enumerated() {
        let (outer, rest) = (position / inner, position % inner)
        sum[(outer * V + column) * inner + rest] = parts.0 + parts.1
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

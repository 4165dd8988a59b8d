import DeltaOperators

/// PAR-4: a gradient agrees with the adjoint, element by element, within what the profile's rounding can do to it.
struct GradientParity: Property {
  let gradient: GradientName
  let clause = "PAR-4"
  let judgesGradients = true
  let isRelation = false

  static let all = GradientName.allCases.map(GradientParity.init)

  var name: String { "parity-" + gradient.rawValue }
  var summary: String { "the gradient of '\(gradient.input.rawValue)' agrees with the adjoint" }

  func outOfDomain(_ op: Operator) -> String? { op.mayHave(gradient.input) ? nil : lacking }

  func outOfDomain(_ problem: Problem) -> String? { problem.gradientNames.contains(gradient) ? nil : lacking }

  private var lacking: String { "there is no '\(gradient.input.rawValue)'" }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let found = try answers.values(base, gradient)
    let (deviation, expected, count) = try oracle.deviation(base, .gradient(gradient), found: found)
    var judgement = base.problem.judgement(deviation, request: base.id) { worst in
      "'\(gradient.rawValue)' is \(found[worst]), the adjoint says \(expected[worst]) "
        + "± \(shortened(oracle.gradientExpectation(base).bound[gradient]![worst]))"
    }
    judgement.oracle = count
    return judgement
  }
}

extension Operator {
  /// Whether a problem of this operator can hold an input, with some settings.
  fileprivate func mayHave(_ name: InputName) -> Bool {
    let problem = Problem(
      self, Shape(T: 1, K: 1, V: 1), Settings(gate: Trait.tokenGates.isMet(by: self) ? .softplus : .log), inputs: [:])
    return problem.requiredInputs.contains(name) || problem.optionalInputs.contains(name)
  }
}

import DeltaOperators

/// What is known to be broken in the response to one base request: consequences are not judged again (CAUSE-1).
struct Causes {
  private var found: [(property: any Property, stage: Stage)] = []

  /// Remembers a violation.
  mutating func note(_ property: any Property, _ result: Finding.Result) {
    if case .judged(let judgement) = result, !judgement.holds { found.append((property, property.stage)) }
  }

  /// The violation that says enough, in words; nil where the property is to be judged.
  func reason(against property: any Property) -> String? {
    let cause = found.first {
      $0.property.judgesGradients == property.judgesGradients && property.stage.waits(for: $0.stage)
    }
    return cause.map { "not judged: see \($0.property.name) (\($0.property.clause))" }
  }
}

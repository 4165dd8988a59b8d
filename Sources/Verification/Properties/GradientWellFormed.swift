import DeltaOperators
import DeltaRecords

/// WELL-5: every gradient that was asked for is there, with the shape of its input.
struct GradientWellFormed: Property {
  let name = "gradients-well-formed"
  let clause = "WELL-5"
  let summary = "every gradient is present and has the shape of its input"
  let judgesGradients = true
  let isRelation = false

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let gradients = try answers.outputs(base).gradients
    guard !gradients.isEmpty else { throw Unanswered(reason: "it returns no gradients", unsupported: true) }
    for name in base.problem.gradientNames {
      let (found, expected) = (gradients[name]?.shape, base.problem.expectedShape(of: name.input))
      if found == expected { continue }
      return Judgement(
        holds: false, location: Location(request: base.id, tensor: name.rawValue),
        reason: "gradient '\(name.rawValue)' " + (found.map { "has shape \($0), expected \(expected)" } ?? "is absent"))
    }
    return Judgement(holds: true)
  }
}

/// WELL-6: no gradient holds a NaN or an infinity, at gates of −∞, zero keys and saturated gates too (GRAD-5).
struct GradientFinite: Property {
  let name = "gradients-finite"
  let clause = "WELL-6"
  let summary = "no gradient holds a NaN or an infinity"
  let judgesGradients = true
  let isRelation = false

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    for name in base.problem.gradientNames {
      let values = try answers.values(base, name)
      guard let bad = values.firstIndex(where: { !$0.isFinite }) else { continue }
      return Judgement(
        holds: false, location: base.problem.location(of: bad, in: .gradient(name), request: base.id),
        reason: "gradient '\(name.rawValue)' holds \(values[bad])")
    }
    return Judgement(holds: true)
  }
}

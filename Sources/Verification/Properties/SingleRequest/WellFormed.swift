import DeltaOperators
import DeltaRecords

/// WELL-1, WELL-5: every tensor of the response is there, with the shape that the request implies.
struct WellFormed: Property {
  let isRelation = false
  let stage = Stage.form
  let part: ResponsePart
  let name: String
  let clause: String
  let summary: String

  static let outputs = WellFormed(
    part: .outputs, name: "well-formed", clause: "WELL-1",
    summary: "every output tensor is present and has the right shape")
  static let gradients = WellFormed(
    part: .gradients, name: "gradients-well-formed", clause: "WELL-5",
    summary: "every gradient is present and has the shape of its input")

  var judgesGradients: Bool { part == .gradients }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let base = inquiry.base
    let outputs = try answers.outputs(base, with: part)
    for name in base.problem.tensors(of: part) {
      let (found, expected) = (outputs.tensor(name)?.shape, base.problem.expectedShape(of: name))
      if found == expected { continue }
      return Judgement(
        holds: false, location: Location(request: base.id, tensor: name.name),
        reason: "\(part.word) '\(name.name)' "
          + (found.map { "has shape \($0), expected \(expected)" } ?? "is absent"))
    }
    return Judgement(holds: true)
  }
}

import DeltaOperators
import DeltaRecords

/// WELL-3: the subject leaves its inputs as they were.
struct InputsUntouched: Property {
  let isRelation = false
  let name = "inputs-untouched"
  let clause = "WELL-3"
  let summary = "the subject does not modify its inputs"

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let base = inquiry.base
    guard let all = try answers.outputs(base).modifiedInputs else {
      throw Unanswered(reason: "nobody can tell what answers made earlier did to their inputs", unsupported: true)
    }
    guard let modified = all.first else { return Judgement(holds: true) }
    return Judgement(
      holds: false, location: Location(request: base.id, tensor: modified.rawValue),
      reason: "input '\(modified.rawValue)' was modified")
  }
}

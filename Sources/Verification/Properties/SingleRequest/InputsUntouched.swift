import DeltaOperators
import DeltaRecords

/// WELL-3: the subject leaves its inputs as they were.
struct InputsUntouched: Property {
  let isRelation = false
  let stage = Stage.apart
  let name = "inputs-untouched"
  let clause = "WELL-3"
  let summary = "the subject does not modify its inputs"

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let base = inquiry.base
    guard let all = try answers.outputs(base).modifiedInputs else {
      throw Unanswered(reason: "nobody can tell what answers made earlier did to their inputs", unsupported: true)
    }
    guard let modified = all.first else {
      var judgement = Judgement(holds: true)
      judgement.compared = base.problem.tensors.values.reduce(0) { $0 + $1.count }
      return judgement
    }
    return Judgement(
      holds: false, location: Location(request: base.id, tensor: modified.exchangeName),
      reason: "input '\(modified.exchangeName)' was modified")
  }
}

import DeltaOperators

/// WELL-4: the same request gives the same bits again.
struct Repeatable: Property {
  let name = "repeatable"
  let clause = "WELL-4"
  let stage = Stage.repeats
  let summary = "the same request gives the same bits again"

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    inquiry.ask("again", base.problem)
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, again) = (inquiry.base, try inquiry.request("again"))
    var judgement = Judgement(holds: true)
    judgement.compared = 0
    for name in base.problem.tensors(of: .outputs) {
      let (first, second) = (try answers.values(base, name), try answers.values(again, name))
      judgement.compared! += first.count
      if let position = firstBitDifference(first, second) {
        return Judgement(
          holds: false, location: base.problem.location(of: position, in: name, request: base.id),
          reason: "'\(name.name)' was \(inWords(first[position])) and then \(inWords(second[position]))")
      }
    }
    return judgement
  }
}

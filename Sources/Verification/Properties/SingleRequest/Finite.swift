import DeltaOperators

/// WELL-2, WELL-6: no tensor of the response holds a NaN or an infinity, at gates of −∞, zero keys and saturated gates too.
struct Finite: Property {
  let isRelation = false
  let stage = Stage.numbers
  let part: ResponsePart
  let name: String
  let clause: String
  let summary: String

  static let outputs = Finite(
    part: .outputs, name: "finite", clause: "WELL-2", summary: "no output holds a NaN or an infinity")
  static let gradients = Finite(
    part: .gradients, name: "gradients-finite", clause: "WELL-6", summary: "no gradient holds a NaN or an infinity")

  var judgesGradients: Bool { part == .gradients }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let base = inquiry.base
    var judgement = Judgement(holds: true)
    judgement.compared = 0
    for name in base.problem.tensors(of: part) {
      let values = try answers.values(base, name)
      judgement.compared! += values.count
      guard let bad = values.firstIndex(where: { !$0.isFinite }) else { continue }
      var place = base.problem.location(of: bad, in: name, request: base.id)
      place.firstToken = place.token
      return Judgement(
        holds: false, location: place, reason: "\(part.word) '\(name.name)' holds \(inWords(values[bad]))")
    }
    return judgement
  }
}

import DeltaOperators

/// REL-2: editing the future leaves the past as it was, bit for bit.
struct Causality: Property {
  let name = "causal"
  let clause = "REL-2"
  let stage = Stage.bits
  let summary = "editing later tokens leaves earlier outputs bit-identical"

  func outOfDomain(_ problem: Problem) -> String? {
    problem.shape.T < 2 ? "fewer than two tokens have no future" : nil
  }

  /// The first edited token: off every chunk boundary where there is room.
  func edit(_ problem: Problem) -> Int { min((problem.shape.T * 2 / 3) | 1, problem.shape.T - 1) }

  /// Later tokens in reverse order, values negated: different, and legal whatever the domain.
  func plan(_ base: Request) -> Inquiry {
    let (p, m) = (base.problem, edit(base.problem))
    let order = Array(0..<m) + (m..<p.shape.T).reversed()
    var problem = p.rebuilt(p.shape) { p.hasTokens($0) ? $1.gathering(axis: 1, order) : $1 }
    let (width, T) = (p.shape.HV * p.shape.V, p.shape.T)
    var values = problem[.v].values
    for i in values.indices where i / width % T >= m { values[i] = 1 - values[i] }
    problem[.v].values = values
    var inquiry = Inquiry(base)
    inquiry.ask("future", problem)
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, o) = (inquiry.base, ResponseTensor.output(.o))
    let (before, after) = (try answers.values(base, o), try answers.values(try inquiry.request("future"), o))
    let (T, m, width) = (base.problem.shape.T, edit(base.problem), base.problem.shape.HV * base.problem.shape.V)
    guard let bad = firstBitDifference(before, after, where: { $0 / width % T < m }) else {
      return Judgement(holds: true)
    }
    var place = base.problem.location(of: bad, in: o, request: base.id)
    place.firstToken = place.token
    return Judgement(
      holds: false, location: place,
      reason: "tokens from \(m) on were edited, and 'o' at token \(place.token ?? 0) changed from "
        + "\(inWords(before[bad])) to \(inWords(after[bad]))")
  }
}

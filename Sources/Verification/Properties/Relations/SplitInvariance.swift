import DeltaOperators

/// REL-1: cutting a sequence and carrying S and A across the cut changes nothing.
struct SplitInvariance: Property {
  let name = "split"
  let clause = "REL-1"
  let summary = "cutting a sequence and carrying S and A over changes nothing"

  func outOfDomain(_ problem: Problem) -> String? {
    if problem.shape.cuSeqlens != nil { return "sequences are packed; they are cut by REL-4" }
    return problem.shape.T < 2 ? "fewer than two tokens cannot be cut" : nil
  }

  /// An odd cut in the middle, which no chunk size divides, and the last token alone, as in decoding.
  func cuts(_ problem: Problem) -> [Int] {
    let T = problem.shape.T
    return Set([min((T / 2) | 1, T - 1), T - 1]).sorted()
  }

  func first(_ cut: Int) -> Role { "cut\(cut)-first" }
  func second(_ cut: Int) -> Role { "cut\(cut)-second" }

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    for cut in cuts(base.problem) { inquiry.ask(first(cut), base.problem.selecting(tokens: Array(0..<cut))) }
    return inquiry
  }

  func next(_ inquiry: inout Inquiry, _ answers: Answers) throws(Unanswered) {
    let p = inquiry.base.problem
    for cut in cuts(p) where !inquiry.has(second(cut)) {
      let states = try answers.statesToResume(try inquiry.request(first(cut)))
      inquiry.ask(second(cut), p.selecting(tokens: Array(cut..<p.shape.T)).resuming(states))
    }
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, p, bounds) = (inquiry.base, inquiry.base.problem, oracle.expectation(inquiry.base).bound)
    var groups: [(saying: String, equations: [Equation])] = []
    for cut in cuts(p) {
      var equations: [Equation] = []
      let (head, tail) = (try inquiry.request(first(cut)), try inquiry.request(second(cut)))
      for name in p.tensors(of: .outputs) {
        let whole = try answers.values(base, name)
        guard p.hasTokens(name) else {
          equations.append(
            Equation(
              request: base, tensor: name, found: try answers.values(tail, name), expected: whole,
              bound: doubled(bounds[name]!)))
          continue
        }
        for (part, tokens) in [(head, 0..<cut), (tail, cut..<p.shape.T)] {
          func slice(_ values: [Double]) -> [Double] {
            gathered(values, shape: p.expectedShape(of: name), axis: 1, Array(tokens))
          }
          equations.append(
            Equation(
              request: part, tensor: name, found: try answers.values(part, name), expected: slice(whole),
              bound: doubled(slice(bounds[name]!))))
        }
      }
      groups.append(("cut before token \(cut) and carried on, against the whole", equations))
    }
    return .worst(ofGroups: groups)
  }
}

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

  func first(_ base: Request, _ cut: Int) -> Request {
    Request(id: base.id + "+cut\(cut)-first", problem: base.problem.selecting(tokens: Array(0..<cut)))
  }

  func questions(_ base: Request) -> [Request] { cuts(base.problem).map { first(base, $0) } }

  func followUps(_ base: Request, _ answers: Answers) throws(Unanswered) -> [Request] {
    var requests: [Request] = []
    for cut in cuts(base.problem) { requests.append(try second(base, cut, answers)) }
    return requests
  }

  func second(_ base: Request, _ cut: Int, _ answers: Answers) throws(Unanswered) -> Request {
    let rest = base.problem.selecting(tokens: Array(cut..<base.problem.shape.T))
    return Request(
      id: base.id + "+cut\(cut)-second", problem: try rest.carrying(from: first(base, cut), answers))
  }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    var equations: [Equation] = []
    let bounds = oracle.expectation(base).bound
    for cut in cuts(base.problem) {
      let parts = [(first(base, cut), 0..<cut), (try second(base, cut, answers), cut..<base.problem.shape.T)]
      for name in base.problem.outputNames {
        let shape = base.problem.expectedShape(of: name)
        let whole = try answers.values(base, name)
        guard name == .o else {
          equations.append(
            Equation(
              request: base, tensor: name, found: try answers.values(parts[1].0, name), expected: whole,
              bound: doubled(bounds[name]!)))
          continue
        }
        for (part, tokens) in parts {
          func slice(_ values: [Double]) -> [Double] { gathered(values, shape: shape, axis: 1, Array(tokens)) }
          equations.append(
            Equation(
              request: part, tensor: .o, found: try answers.values(part, .o), expected: slice(whole),
              bound: doubled(slice(bounds[.o]!))))
        }
      }
    }
    return .of(equations, "cut and carried on, against the whole")
  }
}

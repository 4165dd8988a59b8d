import DeltaOperators

/// REL-5: heads do not know their number.
struct HeadPermutation: Property {
  let name = "head-permutation"
  let clause = "REL-5"
  let summary = "permuting the heads of every input permutes the outputs"

  func outOfDomain(_ problem: Problem) -> String? { problem.shape.H < 2 ? "there is only one key head" : nil }

  func permuted(_ base: Request) -> Request {
    Request(id: base.id + "+heads", problem: base.problem.permuting(keyHeads: order(base.problem)))
  }

  /// A rotation, which for two heads is the exchange.
  func order(_ p: Problem) -> [Int] { (0..<p.shape.H).map { ($0 + 1) % p.shape.H } }

  func questions(_ base: Request) -> [Request] { [permuted(base)] }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let p = base.problem
    return try judgePermutation(base, permuted(base), answers, oracle, "heads permuted") { name in
      (p.headAxis(name), p.isPerValueHead(name) ? p.shape.valueHeads(of: order(p)) : order(p))
    }
  }
}

/// REL-6: batch rows do not know their number.
struct BatchPermutation: Property {
  let name = "batch-permutation"
  let clause = "REL-6"
  let summary = "permuting the batch rows permutes the outputs"

  func outOfDomain(_ problem: Problem) -> String? { problem.shape.B < 2 ? "there is only one batch row" : nil }

  func order(_ p: Problem) -> [Int] { (0..<p.shape.B).map { ($0 + 1) % p.shape.B } }

  func permuted(_ base: Request) -> Request {
    Request(id: base.id + "+rows", problem: base.problem.permuting(rows: order(base.problem)))
  }

  func questions(_ base: Request) -> [Request] { [permuted(base)] }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let rows = order(base.problem)
    return try judgePermutation(base, permuted(base), answers, oracle, "rows permuted") { _ in (0, rows) }
  }
}

/// Compares the outputs of a permuted request with the permuted outputs of its base.
func judgePermutation(
  _ base: Request, _ permuted: Request, _ answers: Answers, _ oracle: Oracle, _ what: String,
  along axes: (OutputName) -> (Int, [Int])
) throws(Unanswered) -> Judgement {
  let bounds = oracle.expectation(base).bound
  var equations: [Equation] = []
  for name in base.problem.outputNames {
    let (axis, order) = axes(name)
    let shape = base.problem.expectedShape(of: name)
    equations.append(
      Equation(
        request: permuted, tensor: name, found: try answers.values(permuted, name),
        expected: gathered(try answers.values(base, name), shape: shape, axis: axis, order),
        bound: doubled(gathered(bounds[name]!, shape: shape, axis: axis, order))))
  }
  return .of(equations, what)
}

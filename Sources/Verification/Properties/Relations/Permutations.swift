import DeltaOperators

/// REL-5: heads do not know their number.
struct HeadPermutation: Property {
  let name = "head-permutation"
  let clause = "REL-5"
  let summary = "permuting the heads of every input permutes the outputs"

  func outOfDomain(_ problem: Problem) -> String? { problem.shape.H < 2 ? "there is only one key head" : nil }

  /// A rotation, which for two heads is the exchange.
  func order(_ p: Problem) -> [Int] { (0..<p.shape.H).map { ($0 + 1) % p.shape.H } }

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    inquiry.ask("heads", base.problem.permuting(keyHeads: order(base.problem)))
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let p = inquiry.base.problem
    return try inquiry.judgePermutation("heads", answers, oracle, saying: "heads permuted") { name in
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

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    inquiry.ask("rows", base.problem.permuting(rows: order(base.problem)))
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let rows = order(inquiry.base.problem)
    return try inquiry.judgePermutation("rows", answers, oracle, saying: "rows permuted") { _ in (0, rows) }
  }
}

extension Inquiry {
  /// Compares the outputs of a permuted request with the permuted outputs of its base.
  fileprivate func judgePermutation(
    _ role: Role, _ answers: Answers, _ oracle: Oracle, saying: String, along axes: (OutputName) -> (Int, [Int])
  ) throws(Unanswered) -> Judgement {
    let (permuted, bounds) = (try request(role), oracle.expectation(base).bound)
    var equations: [Equation] = []
    for output in base.problem.outputNames {
      let (name, (axis, order)) = (ResponseTensor.output(output), axes(output))
      let shape = base.problem.expectedShape(of: name)
      equations.append(
        Equation(
          request: permuted, tensor: name, found: try answers.values(permuted, name),
          expected: gathered(try answers.values(base, name), shape: shape, axis: axis, order),
          bound: doubled(gathered(bounds[name]!, shape: shape, axis: axis, order))))
    }
    return .worst(of: equations, saying: saying)
  }
}

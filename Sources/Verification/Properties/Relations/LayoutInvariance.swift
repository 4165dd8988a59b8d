import DeltaOperators

/// REL-9: handing states over transposed transposes the final state and changes nothing else.
struct LayoutInvariance: Property {
  let name = "state-layout"
  let clause = "REL-9"
  let summary = "states handed over transposed come back transposed"

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    inquiry.ask("layout", base.problem.changingLayout())
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, other) = (inquiry.base, try inquiry.request("layout"))
    let bounds = oracle.expectation(base).bound
    var equations: [Equation] = []
    for name in base.problem.tensors(of: .outputs) {
      let shape = base.problem.expectedShape(of: name)
      func laidOut(_ values: [Double]) -> [Double] { name == .output(.ht) ? transposed(values, shape) : values }
      equations.append(
        Equation(
          request: other, tensor: name, found: try answers.values(other, name),
          expected: laidOut(try answers.values(base, name)), bound: doubled(laidOut(bounds[name]!))))
    }
    return .worst(of: equations, saying: "transposed layout against plain")
  }

  /// The last two axes exchanged.
  func transposed(_ values: [Double], _ shape: [Int]) -> [Double] {
    let (rows, columns) = (shape[2], shape[3])
    return values.indices.map { i in
      let (block, within) = (i / (rows * columns), i % (rows * columns))
      return values[block * rows * columns + within % rows * columns + within / rows]
    }
  }
}

import DeltaOperators

/// REL-9: handing states over transposed transposes the final state and changes nothing else.
struct LayoutInvariance: Property {
  let name = "state-layout"
  let clause = "REL-9"
  let summary = "states handed over transposed come back transposed"

  func other(_ base: Request) -> Request {
    Request(id: base.id + "+layout", problem: base.problem.changingLayout())
  }

  func questions(_ base: Request) -> [Request] { [other(base)] }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (request, expectation) = (other(base), oracle.expectation(base))
    var equations: [Equation] = []
    for name in base.problem.outputNames {
      let shape = base.problem.expectedShape(of: name)
      func laidOut(_ values: [Double]) -> [Double] { name == .ht ? transposed(values, shape) : values }
      equations.append(
        Equation(
          request: request, tensor: name, found: try answers.values(request, name),
          expected: laidOut(try answers.values(base, name)), bound: doubled(laidOut(expectation.bound[name]!))))
    }
    return .of(equations, "transposed layout against plain")
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

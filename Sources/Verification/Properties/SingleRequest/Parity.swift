import DeltaOperators

/// PAR-*: an output agrees with the reference, element by element, within what the profile's rounding can do.
struct Parity: Property {
  let isRelation = false
  let output: OutputName
  let name: String
  let clause: String
  let summary: String

  static let all = [
    Parity(output: .o, name: "parity-o", clause: "PAR-1", summary: "outputs agree with the reference"),
    Parity(output: .ht, name: "parity-state", clause: "PAR-2", summary: "the final state agrees with the reference"),
    Parity(
      output: .at, name: "parity-diagonal", clause: "PAR-3", summary: "the final diagonal state agrees"),
  ]

  func outOfDomain(_ op: Operator) -> String? {
    output == .at && op.axes.preconditioner.curvature == .none ? "the operator has no diagonal state" : nil
  }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let found = try answers.values(base, output)
    let (deviation, expected, count) = try oracle.deviation(base, .output(output), found: found)
    var judgement = base.problem.judgement(deviation, request: base.id) { worst in
      "'\(output.rawValue)' is \(found[worst]), the reference says \(expected[worst]) "
        + "± \(shortened(oracle.expectation(base).bound[output]![worst]))"
    }
    judgement.oracle = count
    return judgement
  }
}

extension Problem {
  /// Turns a deviation into a judgement, with a sentence about its worst element.
  func judgement(_ deviation: Deviation, request: String, _ sentence: (Int) -> String) -> Judgement {
    let holds = deviation.violations.isEmpty
    return Judgement(
      holds: holds, worstRatio: deviation.worstRatio,
      location: location(of: deviation, request: request),
      reason: holds ? nil : deviation.worst.map(sentence))
  }
}

/// Two significant digits.
func shortened(_ x: Double) -> String {
  guard x.isFinite, x != 0 else { return "\(x)" }
  var (exponent, mantissa) = (0, x.magnitude)
  while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
  while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
  return "\(x < 0 ? "-" : "")\((mantissa * 10).rounded() / 10)e\(exponent)"
}

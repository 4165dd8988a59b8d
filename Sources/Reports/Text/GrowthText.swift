import DeltaRecords

extension GrowthRecord {
  /// A line an operator, and the verdict.
  public func text(width: Int) -> String {
    let head = wrapped(
      "The largest amplification of a state that \(counted(steps, "step")) an operator found (seed \(seed)), with values of zero: the "
        + "norm of a product of transitions, a lower bound of the largest there is, and what is proved to bound it.",
      width: width)
    var table = TextTable(header: ["operator", "amplification", "a token", "at most", "problem"], left: [4])
    for row in results {
      table.add([
        (row.holds ? "" : "✗ ") + row.op, fixed(row.amplification), fixed(row.perToken),
        row.bound.map(fixed) ?? "–",
        row.problem.split(separator: ",").dropFirst().first.map { String($0.dropFirst()) } ?? "",
      ])
    }
    let failing = results.filter { !$0.holds }.map { "✗ \($0.op) exceeds what is proved\n  tape: \($0.tape)" }
    let verdict = "\(conclusion.word): the largest is \(results.map(\.amplification).max().map(fixed) ?? "unknown")"
    return ([head, table.text(width: width)] + failing + [verdict]).joined(separator: "\n\n")
  }

  private func fixed(_ x: Double) -> String { String((x * 1e5).rounded() / 1e5) }
}

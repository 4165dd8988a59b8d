import DeltaRecords

extension WorstRecord {
  /// A line an operator and property, what fails in full, and the verdict.
  public func text(width: Int) -> String {
    let head = wrapped(
      "The worst that \(counted(steps, "step")) an operator found for \(subject), judged as \(profile) (seed \(seed)): lower "
        + "bounds of the worst there is. Above 1 is a violation.", width: width)
    var table = TextTable(header: ["operator", "property", "ratio", "at step", "problem"], left: [1, 4])
    for row in results {
      table.add([
        (row.holds ? "" : "✗ ") + row.op, row.property, decimals(row.ratio), "\(row.step)",
        row.problem.split(separator: ",").dropFirst().first.map { String($0.dropFirst()) } ?? "",
      ])
    }
    let failing = results.filter { !$0.holds }.map { "✗ \($0.clause) \($0.property), \($0.op)\n  repeat: \($0.replay)" }
    let silent = unjudged.map { op in
      "? \(op): nothing was measured" + (work.map { "; no problem of at most \($0) units of work was drawn" } ?? "")
    }
    let verdict = "\(conclusion.word): the largest ratio is \(results.map(\.ratio).max().map(decimals) ?? "unknown")"
    return ([head, table.text(width: width)] + failing + silent + [verdict]).joined(separator: "\n\n")
  }
}

import DeltaRecords

extension ListRecord {
  /// Operators, properties, options and mutants; with `explains` which properties apply to each operator, and why not.
  public func text(width: Int, explains: Bool = false) -> String {
    var blocks = [table(width)]
    blocks += explains ? operators.map { applications($0, width) } : [rules(width)]
    for op in operators where !op.options.isEmpty {
      blocks.append(
        wrapped("options of \(op.name): " + op.options.joined(separator: ", "), width: width, hanging: 2))
    }
    blocks.append(wrapped("mutants (--mutant): " + mutants.joined(separator: ", "), width: width, hanging: 2))
    return blocks.joined(separator: "\n\n")
  }

  private func table(_ width: Int) -> String {
    var table = TextTable(header: ["operator", "decay", "gain", "preconditioner", "solve", "properties"])
    for row in operators {
      table.add([row.name, row.decay, row.gain, row.preconditioner, row.solve, "\(row.properties)"])
    }
    return table.text(width: width)
  }

  private func rules(_ width: Int) -> String {
    properties.map { wrapped("\($0.clause)  \($0.name): \($0.summary)", width: width, hanging: 4) }
      .joined(separator: "\n") + "\n\n"
      + wrapped("--operator NAME says which of them apply to an operator, and why the others do not.", width: width)
  }

  /// Every property of the catalogue: what it says where it applies, the reason where it does not.
  private func applications(_ op: Operator, _ width: Int) -> String {
    let head = "\(op.name) (\(op.clause)): \(op.properties) of \(properties.count) properties apply"
    let lines = zip(properties, op.applies).map { rule, application in
      let text = application.reason.map { "– \(rule.clause) \(rule.name): not checked, \($0)" }
      return text ?? "✓ \(rule.clause) \(rule.name): \(rule.summary)"
    }
    return ([head] + lines).map { wrapped($0, width: width, hanging: 4) }.joined(separator: "\n")
  }
}

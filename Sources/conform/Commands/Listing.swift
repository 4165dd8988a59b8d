import DeltaMutants
import DeltaOperators
import DeltaProperties
import DeltaReports

/// What there is to check.
enum Listing {
  struct Document: Encodable {
    struct Row: Encodable {
      let name, clause, decay, gain, preconditioner, solve: String
      let properties: Int
      let options: [String]
    }
    struct Rule: Encodable { let name, clause, summary: String }
    let schema = "conform.check-list/1"
    let operators: [Row]
    let properties: [Rule]
    let summary: [String: Int]
  }

  static func text(_ format: OutputOptions.Format, _ operators: [Operator]) throws -> String {
    let document = Document(
      operators: operators.map { op in
        Document.Row(
          name: op.name, clause: op.clause, decay: op.axes.decay.rawValue, gain: op.axes.gain.rawValue,
          preconditioner: op.axes.preconditioner.rawValue, solve: op.axes.solve.rawValue,
          properties: Catalogue.all.filter { $0.outOfDomain(op) == nil }.count,
          options: Options.tried(for: op.axes).filter { $0 != .standard }.map(\.description))
      },
      properties: Catalogue.all.map { .init(name: $0.name, clause: $0.clause, summary: $0.summary) },
      summary: ["operators": operators.count, "properties": Catalogue.all.count])
    if format == .json { return try JSONText.encode(document) }
    var table = TextTable(header: ["operator", "decay", "gain", "preconditioner", "solve", "properties"])
    for row in document.operators {
      table.add([row.name, row.decay, row.gain, row.preconditioner, row.solve, "\(row.properties)"])
    }
    let rules = document.properties.map { "\($0.clause)  \($0.name): \($0.summary)" }
    let options = document.operators.filter { !$0.options.isEmpty }.map {
      "options of \($0.name): " + $0.options.joined(separator: ", ")
    }
    let mutants = "mutants (--mutant): " + MutantSubject.names.joined(separator: ", ")
    let blocks = [table.text, rules.joined(separator: "\n"), options.joined(separator: "\n"), mutants]
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}

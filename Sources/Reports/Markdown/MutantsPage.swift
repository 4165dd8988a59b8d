import DeltaRecords

extension MutantsRecord {
  /// The tables of `Specs/mutants.md`: every mutant and what kills it, every near miss.
  public var page: String {
    let faults = results.filter { !$0.nearMiss }
    let rows = faults.map { row in
      let killers = row.outcome == .killed ? row.killers : "**survived** on \(row.survivedOn)"
      let fuzz = row.trials.allSatisfy { $0.fuzzCase != nil } ? "yes" : "–"
      let condition = row.condition.map { "; shows in " + $0 } ?? ""
      return "| `\(row.mutant)` | \(row.museum.joined(separator: " ")) | \(row.what)\(condition) | \(row.operators) "
        + "| \(killers) | \(fuzz) |"
    }
    let near = results.filter(\.nearMiss).map { row in
      "| `\(row.mutant)` | \(row.profile) | \(row.what) | \(row.operators) | \(row.outcome.rawValue) |"
    }
    let mutants =
      ["| mutant | imitates | the edit | tried on | killed by | fuzz |", "|---|---|---|---|---|---|"] + rows
    let misses = ["| near miss | profile | what is unusual | tried on | |", "|---|---|---|---|---|"] + near
    return (mutants + [""] + misses).joined(separator: "\n")
  }
}

extension MutantsRecord {
  /// The table of `Specs/mutants-matrix.md`: every mutant and every property that fails on it (MUT-6).
  ///
  /// The busiest properties come first; ● fails on every operator tried, ○ on some.
  public var matrix: String {
    let faults = results.filter { !$0.nearMiss }
    let counts = Dictionary(faults.flatMap(\.killedBy).map { ($0, 1) }, uniquingKeysWith: +)
    let properties = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let head = [
      row(["mutant"] + properties.map { $0.replacing("parity-", with: "").replacing("_", with: " ") }),
      "|---|" + String(repeating: ":-:|", count: properties.count),
      row(["*mutants*"] + properties.map { "\(counts[$0]!)" }),
    ]
    return (head + faults.map { fault in row(["`\(fault.mutant)`"] + properties.map(fault.mark)) }).joined(
      separator: "\n")
  }
}

extension MutantsRecord.Row {
  /// Whether a property fails on all operators, on some, or on none.
  fileprivate func mark(_ property: String) -> String {
    switch trials.count(where: { $0.killedBy.contains(property) }) {
    case 0: ""
    case trials.count: "●"
    default: "○"
    }
  }

  fileprivate var operators: String { trials.map(\.op).joined(separator: ", ") }
  fileprivate var survivedOn: String { trials.filter(\.killedBy.isEmpty).map(\.op).joined(separator: ", ") }

  /// At most four properties, and how many more.
  fileprivate var killers: String {
    let shown = killedBy.prefix(4).joined(separator: ", ")
    return killedBy.count > 4 ? "\(shown) and \(killedBy.count - 4) more" : shown
  }
}

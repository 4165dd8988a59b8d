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

extension MutantsRecord.Row {
  fileprivate var operators: String { trials.map(\.op).joined(separator: ", ") }
  fileprivate var survivedOn: String { trials.filter(\.killedBy.isEmpty).map(\.op).joined(separator: ", ") }

  /// At most four properties, and how many more.
  fileprivate var killers: String {
    let shown = killedBy.prefix(4).joined(separator: ", ")
    return killedBy.count > 4 ? "\(shown) and \(killedBy.count - 4) more" : shown
  }
}

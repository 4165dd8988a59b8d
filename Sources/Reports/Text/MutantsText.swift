import DeltaRecords

extension MutantsRecord {
  /// Which properties kill how many, each survivor and each refusal, and the score; with `details` every mutant.
  public func text(width: Int, details: Bool = false) -> String {
    let wrong = results.filter { $0.outcome == .survived || $0.outcome == .refused }
    var blocks = details ? [] : [table.text(width: width)]
    blocks += (details ? results : wrong).map { $0.text(width) }
    if !details, !neverAlone.isEmpty {
      blocks.append(
        wrapped("Never the only one to fail: " + neverAlone.joined(separator: ", ") + ".", width: width, hanging: 2))
    }
    let unfound = results.filter { !$0.nearMiss && $0.trials.contains { $0.fuzzCase == nil } }
    if !details, summary.fuzzed > 0, !unfound.isEmpty {
      let names = unfound.map(\.mutant).joined(separator: ", ")
      blocks.append(wrapped("Not found by the fuzzer on every operator: \(names).", width: width, hanging: 2))
    }
    return (blocks + [wrapped(verdict, width: width)]).joined(separator: "\n\n")
  }

  private var verdict: String {
    // Of none nobody knows whether the fuzzer was asked: `--short` does not ask it.
    let found = summary.fuzzed > 0 ? ", \(summary.fuzzed) found by the fuzzer" : ""
    return "\(conclusion.word): \(counted(summary.killed, "mutant")) killed, \(summary.survived) survived\(found); "
      + "\(counted(summary.passed, "near miss", "near misses")) passed, "
      + "\(summary.refused) refused"
  }

  /// A line a property: mutants that it kills, and those that nothing else does on their first request.
  private var table: TextTable {
    var table = TextTable(header: ["property", "kills", "alone"])
    for property in unique(results.flatMap(\.killedBy)) {
      let trials = results.filter { !$0.nearMiss && $0.killedBy.contains(property) }
      let alone = trials.count { $0.trials.contains { $0.killedBy == [property] } }
      table.add([property, "\(trials.count)", dashed(alone)])
    }
    return table
  }
}

extension MutantsRecord.Row {
  fileprivate var mark: String { outcome == .killed || outcome == .passed ? "✓" : "✗" }

  fileprivate func text(_ width: Int) -> String {
    let origin = museum.isEmpty ? "" : " (\(museum.joined(separator: ", ")))"
    let head =
      "\(mark) \(mutant)\(origin), \(profile), \(outcome.rawValue): \(what)"
      + (condition.map { "; shows in \($0)" } ?? "")
    let lines = trials.flatMap { trial -> [String] in
      let suite = trial.reason.map { "\(trial.op): \($0)" } ?? "\(trial.op): passed"
      return [suite] + (trial.fuzzReason.map { ["\(trial.op), \(trial.fuzzCase ?? ""): \($0)"] } ?? [])
    }
    return ([wrapped(head, width: width, hanging: 4)] + lines.map { wrapped($0, width: width, indent: 4, hanging: 6) })
      .joined(separator: "\n")
  }
}

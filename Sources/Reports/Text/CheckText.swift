import DeltaRecords

extension CheckRecord {
  /// The first screen: a line an operator, what fails, and the verdict; with `matrix` every property of every operator.
  ///
  /// No line but a command to be copied is longer than `width`, where its words allow. The kernel set of OpenBLAS is shown
  /// where the subject `runsHere`: it says nothing of other people's programs.
  public func text(width: Int, matrix: Bool = false, runsHere: Bool = false) -> String {
    var blocks = [heading(width, runsHere), table(width), wrapped(Self.legend, width: width)]
    if matrix { blocks += [VerdictMatrix(results).text(width: width), wrapped(oracleUse, width: width)] }
    blocks += results.filter { $0.outcome == .fail }.map { $0.text(width: width) }
    blocks += results.unableText(width: width)
    if let traits = traits(width) { blocks.append(traits) }
    if let likeness { blocks.append(likeness.text(width: width)) }
    return (blocks + [foot(width)]).joined(separator: "\n\n")
  }

  private func heading(_ width: Int, _ runsHere: Bool) -> String {
    let asked = counted(summary.judged + summary.declined + summary.unanswered, "request")
    let core = runsHere ? " (OpenBLAS core \(machine.core))" : ""
    return wrapped("\(subject), judged as \(profile) on \(asked)\(core)", width: width)
  }

  private func table(_ width: Int) -> String {
    var table = TextTable(header: ["  operator", "cases", "hold", "fail", "unable", "worst property"], left: [5])
    for row in operators {
      let ratio = row.worstRatio.map { ceiling(row.ratioIsCeiling) + decimals($0) }
      let worst = [ratio, row.worstProperty].compactMap(\.self).joined(separator: " ")
      table.add([
        "\(row.conclusion.mark) \(row.op)", "\(row.cases)", dashed(row.pass), dashed(row.fail), dashed(row.unable),
        worst.isEmpty ? "–" : worst,
      ])
    }
    return table.text(width: width)
  }

  /// What holds for a legal form that was not declared (PAR-5).
  private func traits(_ width: Int) -> String? {
    let lines = results.flatMap { verdict in
      (verdict.traits ?? []).map { "\(verdict.outcome.mark) \(verdict.property), \(verdict.op): \($0)" }
    }
    guard !lines.isEmpty else { return nil }
    return lines.map { wrapped($0, width: width, hanging: 4) }.joined(separator: "\n")
  }

  private static let legend =
    "Before the worst property: the largest error as a share of what the profile's rounding can do, or a limit of it (≤); "
    + "above 1 is a violation. --matrix shows every property."

  private var oracleUse: String {
    "\(oracle.double) comparisons decided by the double-precision reference, \(oracle.enclosed) by an enclosure"
  }

  /// Counts of properties, reasons of what was declined, and on the last line the verdict.
  private func foot(_ width: Int) -> String {
    let s = summary
    let known = s.expected > 0 ? ", \(s.expected) fail as expected" : ""
    let properties = "\(s.pass) pass, \(s.fail) fail\(known), \(s.outOfDomain) out of domain, \(s.unable) unable"
    let reasons = declined.prefix(5).map { "declined \(counted($0.requests, "request")): \($0.reason)" }
    let more = declined.count > 5 ? ["and for \(counted(declined.count - 5, "other reason"))"] : []
    let verdict =
      "\(conclusion.word): \(counted(s.judged, "request")) judged, \(s.declined) declined, \(s.unanswered) unanswered"
    let notes =
      [properties] + expected.map(\.inWords) + reasons + more + [adapted?.inWords("request")].compactMap(\.self)
      + coverage
      + interruption
    return notes.map { wrapped($0, width: width, hanging: 2) }.joined(separator: "\n") + "\n" + verdict
  }

  /// That not all was judged.
  private var interruption: [String] {
    guard let interruptedOf else { return [] }
    return ["interrupted: \(counted(interruptedOf - requests.count, "request")) of \(interruptedOf) not looked at"]
  }

  /// Of which operators too little was judged, and what to do about it.
  private var coverage: [String] {
    guard !uncovered.isEmpty, conclusion != .fail else { return [] }
    let shares = uncovered.prefix(4).map { "\($0.op) \($0.judged) of \($0.judged + $0.declined + $0.unanswered)" }
    let rest = uncovered.count > 4 ? " and \(counted(uncovered.count - 4, "other operator"))" : ""
    return [
      "too little was judged for a pass, less than \(minimumCoverage) of the requests: "
        + "\(shares.joined(separator: ", "))\(rest). Choose operators with --operator and sizes with --head-dim, or lower "
        + "--minimum-coverage"
    ]
  }
}

extension [CheckRecord.Adapted] {
  /// What was done around the implementation, and for how many of what was judged.
  func inWords(_ judged: String) -> String {
    "adapted, and so not judged: "
      + map { "\($0.conversion) (\(counted($0.requests, judged)))" }.joined(separator: ", ")
  }
}

extension CheckRecord.Expected {
  /// What became of the expectation.
  fileprivate var inWords: String {
    let what = [property, op, request].compactMap(\.self).joined(separator: ", ")
    let end = until.map { " (until \($0))" } ?? ""
    if isStale {
      return "✗ expected to fail and does not any more, on \(counted(judged, "case")): \(what); remove the entry"
    }
    return judged == 0
      ? "expected to fail and not judged: \(what)"
      : "fails as expected on \(counted(failing, "case")): \(what): \(reason)\(end)"
  }
}

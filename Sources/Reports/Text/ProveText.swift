import DeltaRecords

extension ProveRecord {
  /// A line a family of claims, what does not hold in full, and the verdict; with `details` every claim in full.
  public func text(width: Int, details: Bool = false) -> String {
    let blocks =
      details
      ? [results.map { $0.text(width) }.joined(separator: "\n")]
      : [table(width)] + results.filter { $0.outcome != .holds }.map { $0.text(width) }
    let s = summary
    let verdict = "\(conclusion.word): \(s.holds) hold, \(s.refuted) refuted, \(s.undecided) undecided (seed \(seed))"
    return (blocks + [verdict]).joined(separator: "\n\n")
  }

  private func table(_ width: Int) -> String {
    var table = TextTable(header: ["  claims", "hold"] + Strength.allCases.map(\.rawValue))
    for family in unique(results.map { family(of: $0.claim) }) {
      let own = results.filter { self.family(of: $0.claim) == family }
      let holding = own.filter { $0.outcome == .holds }
      let mark = own.contains { $0.outcome == .refuted } ? "✗" : holding.count < own.count ? "?" : "✓"
      table.add(
        ["\(mark) \(family)", "\(holding.count) of \(own.count)"]
          + Strength.allCases.map { strength in dashed(holding.count { $0.strength == strength }) })
    }
    return table.text(width: width)
      + "\n\n"
      + wrapped(
        "How many hold, and with which strength. --details shows every claim; Specs/claims.md states them.",
        width: width)
  }
}

extension ProveRecord.Row {
  fileprivate func text(_ width: Int) -> String {
    let head = "\(outcome.mark) \(claim), \(strength.rawValue): \(statement)"
    return
      ([wrapped(head, width: width, hanging: 4)] + ([detail] + evidence).map { wrapped($0, width: width, indent: 4) })
      .joined(separator: "\n")
  }
}

extension BrokenRecord {
  /// A line a family of claims, each fault that was not noticed, and the verdict; with `details` every fault.
  public func text(width: Int, details: Bool = false) -> String {
    let blocks =
      details
      ? [results.map { $0.text(width) }.joined(separator: "\n")]
      : [table(width)] + results.filter { $0.outcome != .refuted }.map { $0.text(width) }
    let verdict =
      "\(conclusion.word): \(counted(summary.refuted, "fault")) refuted, \(summary.unnoticed) unnoticed (seed \(seed))"
    return (blocks + [verdict]).joined(separator: "\n\n")
  }

  private func table(_ width: Int) -> String {
    var table = TextTable(header: ["  claims", "faults refuted"])
    for family in unique(results.map { family(of: $0.claim) }) {
      let own = results.filter { self.family(of: $0.claim) == family }
      let refuted = own.count { $0.outcome == .refuted }
      table.add(["\(refuted == own.count ? "✓" : "✗") \(family)", "\(refuted) of \(own.count)"])
    }
    return table.text(width: width) + "\n\n" + wrapped("--details shows every fault.", width: width)
  }
}

extension BrokenRecord.Row {
  fileprivate func text(_ width: Int) -> String {
    let head = "\(outcome == .refuted ? "✓" : "✗") \(claim), \(strength.rawValue): \(fault)"
    return wrapped(head, width: width, hanging: 4) + "\n" + wrapped(detail, width: width, indent: 4)
  }
}

extension JudgingRecord {
  /// The family of a clause: EQ of EQ-4.
  fileprivate func family(of clause: String) -> String { String(clause.prefix { $0 != "-" }) }
}

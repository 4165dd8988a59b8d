import DeltaClaims

/// The JSON of `conform prove`, schema `conform.prove/1`.
struct ProveDocument: Encodable {
  struct Row: Encodable {
    let claim: String
    let strength: Strength
    let outcome: ClaimOutcome
    let detail, statement: String
    let evidence: [String]
  }

  let schema = "conform.prove/1"
  let seed: UInt64
  let summary: [String: Int]
  let results: [Row]

  init(_ examined: [Examined], seed: UInt64) {
    self.seed = seed
    results = examined.map {
      Row(
        claim: $0.claim.id, strength: $0.claim.strength, outcome: $0.finding.outcome, detail: $0.finding.detail,
        statement: $0.claim.statement, evidence: $0.finding.evidence)
    }
    summary = Dictionary(
      uniqueKeysWithValues: ClaimOutcome.allCases.map { outcome in
        (outcome.rawValue, examined.count { $0.finding.outcome == outcome })
      })
  }

  /// 1 if a claim is refuted, 3 if one is undecided or there is none, 0 otherwise.
  var exitCode: Int32 {
    summary["refuted"]! > 0 ? 1 : summary["undecided"]! > 0 || summary["holds"]! == 0 ? 3 : 0
  }

  /// One line a claim, and under it how it was checked.
  var text: String {
    let width = results.map(\.claim.count).max() ?? 0
    let blocks = results.map { row in
      let head = "\(row.outcome.mark) \(row.claim.padded(width))  \(row.strength.rawValue.padded(11))  \(row.statement)"
      let indent = String(repeating: " ", count: width + 17)
      return ([head] + ([row.detail] + row.evidence).map { indent + $0 }).joined(separator: "\n")
    }
    let s = summary
    let foot = "\(s["holds"]!) hold, \(s["refuted"]!) refuted, \(s["undecided"]!) undecided (seed \(seed))"
    return (blocks + ["", foot]).joined(separator: "\n")
  }
}

/// The JSON of `conform prove --broken`: whether each wrong version is refuted.
struct BrokenDocument: Encodable {
  struct Row: Encodable {
    let claim: String
    let strength: Strength
    let fault: String
    let outcome: ClaimOutcome
    let detail: String
  }

  let schema = "conform.prove-broken/1"
  let seed: UInt64
  let summary: [String: Int]
  let results: [Row]

  init(_ examined: [ExaminedFault], seed: UInt64) {
    self.seed = seed
    results = examined.map {
      Row(
        claim: $0.claim.id, strength: $0.claim.strength, fault: $0.fault, outcome: $0.finding.outcome,
        detail: $0.finding.detail)
    }
    let refuted = results.count { $0.outcome == .refuted }
    summary = ["refuted": refuted, "unnoticed": results.count - refuted]
  }

  /// 0 if every wrong version is refuted, 1 if one is not.
  var exitCode: Int32 { summary["unnoticed"]! > 0 ? 1 : summary["refuted"]! == 0 ? 3 : 0 }

  var text: String {
    let width = results.map(\.claim.count).max() ?? 0
    let lines = results.map { row in
      let mark = row.outcome == .refuted ? "✓" : "✗"
      let indent = String(repeating: " ", count: width + 17)
      return
        "\(mark) \(row.claim.padded(width))  \(row.strength.rawValue.padded(11))  \(row.fault)\n\(indent)\(row.detail)"
    }
    return
      (lines + ["", "\(summary["refuted"]!) faults refuted, \(summary["unnoticed"]!) unnoticed (seed \(seed))"])
      .joined(separator: "\n")
  }
}

extension ClaimOutcome {
  var mark: String {
    switch self {
    case .holds: "✓"
    case .refuted: "✗"
    case .undecided: "?"
    }
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

import DeltaOperators
import DeltaRecords

extension Verdict {
  /// One verdict for each property and operator, from the findings of all base requests.
  ///
  /// A violation anywhere is a fail; otherwise a missing answer is unable; a property that was judged on nothing is out
  /// of domain, never a pass.
  public static func summarising(_ findings: [Finding]) -> [Verdict] {
    var order: [String] = []
    var groups: [String: [Finding]] = [:]
    for finding in findings {
      let key = "\(finding.property.name) \(finding.op.name)"
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(finding)
    }
    return order.map { Verdict(of: groups[$0]!) }
  }

  init(of findings: [Finding]) {
    let property = findings[0].property
    self.init(
      property: property.name, clause: property.clause, op: findings[0].op.name, outcome: .outOfDomain, cases: 0)
    var worst: (ratio: Double, judgement: Judgement, request: String)?
    var unable: (reason: String, count: Int)?
    var outOfDomain: String?
    var failures = 0
    for finding in findings {
      switch finding.result {
      case .outOfDomain(let why): outOfDomain = outOfDomain ?? why
      case .unable(let why): unable = (unable?.reason ?? why, (unable?.count ?? 0) + 1)
      case .judged(let judgement):
        cases += 1
        if !judgement.holds { failures += 1 }
        if let ratio = judgement.worstRatio { worstRatio = max(worstRatio ?? 0, ratio) }
        let rank = judgement.holds ? -1 : judgement.worstRatio ?? .infinity
        if worst == nil || rank > worst!.ratio { worst = (rank, judgement, finding.request) }
      }
    }
    if failures > 0, let worst {
      outcome = .fail
      location = worst.judgement.location
      reason = "\(failures) of \(cases) cases: \(worst.judgement.reason ?? "violated") (\(worst.request))"
    } else if let unable {
      (outcome, reason) = (.unable, "\(unable.count) cases without an answer: \(unable.reason)")
    } else if cases > 0 {
      outcome = .pass
    } else {
      reason = outOfDomain ?? "no case"
    }
  }
}

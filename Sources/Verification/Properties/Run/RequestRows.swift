import DeltaOperators
import DeltaRecords

extension CheckRecord.RequestRow {
  /// What became of each base request of a run, in their order.
  public static func rows(_ bases: [Request], _ findings: [Finding], _ subject: CountedSubject) -> [Self] {
    let groups = Dictionary(grouping: findings, by: \.request)
    return bases.map { base in
      let findings = groups[base.id] ?? []
      var row = CheckRecord.RequestRow(id: base.id, op: base.problem.op.name, regime: base.origin?.regime)
      switch subject.fate(of: base.id) {
      case .judged: row.status = .judged
      case .declined(let why): (row.status, row.reason) = (.declined, why)
      case .unanswered(let why): (row.status, row.reason) = (.unanswered, why)
      }
      row.holding = findings.count { $0.judgement?.holds == true }
      let failing = findings.filter(\.isViolation).map(\.property.name)
      if !failing.isEmpty { row.failing = failing }
      let unable = findings.filter { if case .unable = $0.result { true } else { false } }.map(\.property.name)
      if !unable.isEmpty { row.unable = unable }
      let measured = findings.filter { $0.judgement?.worstRatio != nil }
      let worst = measured.max { $0.judgement!.worstRatio! < $1.judgement!.worstRatio! }
      if let worst, let ratio = worst.judgement?.worstRatio {
        (row.worstProperty, row.worstRatio) = (worst.property.name, ratio)
        row.ratioIsCeiling = worst.judgement!.isCeiling ? true : nil
      }
      return row
    }
  }
}

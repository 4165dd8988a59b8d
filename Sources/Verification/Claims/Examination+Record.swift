import DeltaRecords

extension ProveRecord.Row {
  /// A claim with what became of it.
  public init(_ examined: Examined) {
    self.init(
      claim: examined.claim.id, strength: examined.claim.strength, outcome: examined.finding.outcome,
      statement: examined.claim.statement, detail: examined.finding.detail, evidence: examined.finding.evidence)
  }
}

extension BrokenRecord.Row {
  /// A claim with one of its faults planted, and what became of it.
  public init(_ examined: ExaminedFault) {
    self.init(
      claim: examined.claim.id, strength: examined.claim.strength, fault: examined.fault,
      outcome: examined.finding.outcome, detail: examined.finding.detail)
  }
}

import DeltaCampaignStore
import DeltaChoiceTape
import DeltaOperators
import DeltaProperties

/// The defects of a store, and what is found behind violations that none of them explains.
struct KnownDefects {
  private let store: CampaignStore
  private let campaign: FuzzCampaign
  private var defects: Defects
  private var rows: [FailureRow]
  /// Defects that are shrunk; of an implementation that fails in more ways the rest is named, and not shrunk.
  private let limit = 20

  /// The defects that a store holds.
  init(_ campaign: FuzzCampaign, _ store: CampaignStore) throws {
    (self.campaign, self.store) = (campaign, store)
    rows = try store.failures()
    var known = try rows.map { FuzzFailure($0, campaign.judge, try store.tape($0.tape)) }
    for (signature, symptom, _) in try store.symptoms() {
      guard let place = rows.firstIndex(where: { $0.signature == signature }),
        let property = campaign.checker.properties.first(where: { $0.name == symptom.property })
      else { continue }
      let op = try Operator.named(symptom.op)
      known[place].symptoms.append(.init(property: property.name, clause: property.clause, op: op))
    }
    defects = Defects(campaign.judge, campaign.shrinkBudget, known: known)
  }

  /// Explains every violation among the cases below a number, in their order, and keeps each explanation at once.
  mutating func explain(below number: Int, _ found: (FuzzFailure) -> Void) throws {
    for violation in try store.unexplained() where violation.number < number {
      guard let property = campaign.checker.properties.first(where: { $0.name == violation.symptom.property }) else {
        continue
      }
      let op = try Operator.named(violation.symptom.op)
      let tape = try store.tape(violation.tape)
      let spending = rows.count < limit ? nil : ShrinkBudget(evaluations: 0, seconds: 0)
      let (place, isNew) = try defects.explain(property, op, tape: tape, spending: spending)
      if isNew {
        rows.append(FailureRow(defects.known[place], number: violation.number, named: "\(property.clause).\(op.name)"))
        found(defects.known[place])
      }
      try store.add(rows[place], explaining: [violation.symptom])
    }
  }
}

extension CampaignStore {
  /// The choices of a tape that it holds.
  fileprivate func tape(_ text: String) throws -> [UInt64] {
    do { return try Tape(text: text).choices } catch { throw damage("a tape holds what is no number") }
  }
}

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
    defects = Defects(
      campaign.judge, campaign.shrinkBudget, known: try rows.compactMap { try FuzzFailure($0, campaign.judge) })
  }

  /// Explains every violation among the cases below a number, in their order, and keeps each explanation at once.
  mutating func explain(below number: Int, _ found: (FuzzFailure) -> Void) throws {
    for violation in try store.unexplained() where violation.number < number {
      guard let property = campaign.checker.properties.first(where: { $0.name == violation.symptom.property }),
        let op = Operator.all.first(where: { $0.name == violation.symptom.op })
      else { continue }
      let tape = try Tape(text: violation.tape).choices
      let spending = rows.count < limit ? nil : ShrinkBudget(evaluations: 0, seconds: 0)
      let (place, isNew) = try defects.explain(property, op, tape: tape, spending: spending)
      if isNew {
        rows.append(FailureRow(defects.known[place], number: violation.number, named: name(property, op)))
        found(defects.known[place])
      }
      try store.add(rows[place], explaining: [violation.symptom])
    }
  }

  /// `PAR-1.gdn`, with the property where the clause has another defect on that operator already.
  private func name(_ property: any Property, _ op: Operator) -> String {
    let plain = "\(property.clause).\(op.name)"
    return rows.contains { $0.signature == plain } ? "\(property.clause).\(property.name).\(op.name)" : plain
  }
}

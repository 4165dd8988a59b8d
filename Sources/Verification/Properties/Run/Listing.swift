import DeltaOperators
import DeltaRecords

extension ListRecord {
  /// What the catalogue checks of some operators, and why it does not check the rest.
  public static func of(_ operators: [DeltaOperators.Operator], mutants: [String]) -> ListRecord {
    ListRecord(
      operators: operators.map { op in
        ListRecord.Operator(
          name: op.name, clause: op.clause, decay: op.axes.decay.rawValue, gain: op.axes.gain.rawValue,
          preconditioner: op.axes.preconditioner.rawValue, solve: op.axes.solve.rawValue,
          options: Options.tried(for: op.axes).filter { $0 != .standard }.map(\.description),
          applies: Catalogue.all.map { Application(property: $0.name, reason: $0.outOfDomain(op)) })
      },
      properties: Catalogue.all.map { Rule(name: $0.name, clause: $0.clause, summary: $0.summary) }, mutants: mutants)
  }
}

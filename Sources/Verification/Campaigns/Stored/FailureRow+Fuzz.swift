import DeltaCampaignStore
import DeltaExchange
import DeltaOperators

extension FailureRow {
  /// What a store keeps of a defect.
  init(_ failure: FuzzFailure, number: Int, named signature: String) {
    let request = Request(id: signature, problem: failure.problem)
    self.init(
      signature: signature, property: failure.property, clause: failure.clause, op: failure.problem.op.name,
      number: number, reason: failure.reason, location: failure.location, problem: failure.problem.inWords,
      values: failure.values, tape: failure.tape, originalTape: failure.originalTape,
      evaluations: failure.evaluations, isMinimal: failure.isMinimal, request: Array(RequestFile.encode(request)))
  }
}

extension FuzzFailure {
  /// A defect as a store keeps it, with the choices of its tape; what it explains stands in another table.
  init(_ row: FailureRow, _ judge: TapeJudge, _ choices: [UInt64]) {
    self.init(
      property: row.property, clause: row.clause, reason: row.reason, location: row.location,
      problem: judge.request(choices).problem, tape: row.tape,
      originalTape: row.originalTape, evaluations: row.evaluations, isMinimal: row.isMinimal, symptoms: [])
  }
}

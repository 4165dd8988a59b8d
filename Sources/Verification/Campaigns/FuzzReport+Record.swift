import DeltaOperators
import DeltaRecords

extension FuzzReport {
  /// The run as a record; `replay` is the command that judges a tape again.
  public func record(
    subject: String, minimumCoverage: Double = FuzzRecord.defaultCoverage, replay: (String) -> String
  ) -> FuzzRecord {
    FuzzRecord(
      subject: subject, seed: seed, minimumCoverage: minimumCoverage,
      summary: FuzzRecord.Summary(
        cases: cases, silent: silent, declined: declined.values.reduce(0, +), judged: judged, unable: unable,
        fail: failingCases, counterexamples: failures.count),
      declined: CheckRecord.Declined.mostFrequent(declined),
      adapted: CheckRecord.Adapted.all(adapted), unable: FuzzRecord.UnableReason.mostFrequent(unableReasons),
      worst: worst,
      results: failures.map {
        FuzzRecord.Counterexample(
          property: $0.property, clause: $0.clause, op: $0.problem.op.name, reason: $0.reason,
          worstRatio: $0.worstRatio,
          problem: $0.problem.inWords, tape: $0.tape, replay: replay($0.tape), location: $0.location,
          evaluations: $0.evaluations, values: $0.values, minimal: $0.isMinimal,
          seen: $0.symptoms.map { "\($0.clause) \($0.property), \($0.op)" })
      })
  }
}

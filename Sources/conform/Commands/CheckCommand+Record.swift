import DeltaExchange
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaReports

/// What becomes of the findings of a run, whole or interrupted.
extension CheckCommand {
  /// What is judged, and by what.
  struct Scope: Sendable {
    let subject: CountedSubject
    let profile: String
    let expected: ExpectedFailures
  }

  func record(
    _ scope: Scope, _ judged: [Request], _ findings: [Finding], likeness: LikenessRecord? = nil,
    interruptedOf all: Int? = nil
  ) -> CheckRecord {
    let oracle = OracleCount(findings)
    return CheckRecord(
      subject: scope.subject.name, profile: scope.profile, machine: .current, seed: output.seed,
      verdicts: Verdict.summarising(findings, of: judged, expecting: scope.expected).map(withReplay),
      answered: scope.subject.count(of: judged), minimumCoverage: chosen.minimumCoverage,
      // A failure that was expected may lie in what was not looked at.
      expected: all == nil ? scope.expected.counts(findings) : [],
      oracle: CheckRecord.OracleUse(double: oracle.double, enclosed: oracle.enclosed), likeness: likeness,
      requests: CheckRecord.RequestRow.rows(judged, findings, scope.subject), interruptedOf: all)
  }

  /// Shows what an interrupted run has found, and returns its exit code: what holds so far decides nothing.
  func conclude(_ scope: Scope, _ bases: [Request], _ findings: [Finding]) -> Int32 {
    let known = Dictionary(grouping: findings, by: \.request)
    let judged = bases.filter { known[$0.id] != nil }
    guard !judged.isEmpty else {
      say("conform: interrupted; nothing is decided.")
      return 3
    }
    say("conform: interrupted after \(judged.count) of \(bases.count) requests; this is what was found until then.")
    let record = record(scope, judged, judged.flatMap { known[$0.id]! }, interruptedOf: bases.count)
    try? output.show(record) { record.text(width: $0, matrix: matrix, runsHere: source.runsHere) }
    try? outcome.publish(record)
    return record.conclusion.exitCode
  }

  /// The verdict with a command that repeats its worst case alone, or, where no case is known, its operator.
  private func withReplay(_ verdict: Verdict) -> Verdict {
    var verdict = verdict
    // A page shows them; as numbers they would be most of the record.
    if outcome.html == nil { verdict.errors = nil }
    guard verdict.outcome == .fail || verdict.outcome == .unable else { return verdict }
    let base = verdict.location.map { $0.request.split(separator: "+")[0] }.map(String.init) ?? verdict.failing?.first
    let asked = suite.cases.map { "--case \(quotedForShell($0))" }
    let scope =
      base.map { "--case \(quotedForShell($0))" } ?? (["--operator \(verdict.op)"] + asked).joined(separator: " ")
    verdict.replay = "\(command) \(scope) --property \(verdict.property)"
    return verdict
  }

  /// The options of this run, for a command that repeats some of it.
  private var command: String {
    var words =
      ["conform check"] + suite.words(seed: output.seed) + profile.arguments(for: source).map(quotedForShell)
      + source.words
    if let requests { words.append("--requests \(quotedForShell(requests))") }
    return words.joined(separator: " ")
  }
}

import DeltaRecords
import DeltaReports

extension Conformance: CustomStringConvertible {
  /// The table of `conform check`: properties down, operators across, then each failure in full.
  public var description: String {
    "\(subject), judged as \(profile), on \(requests) base requests\n\n" + VerdictMatrix(verdicts).text(width: 100)
      + failures.map { "\n\n" + $0.text(width: 100) }.joined()
  }
}

extension Conformance {
  /// What keeps it from passing, each a few lines that stand alone: for the issues of a test.
  package var issues: [String] {
    let texts = failures.map { "\(subject), judged as \(profile): \($0.text(width: 100))" }
    let nothing = "\(subject): nothing was judged, of \(requests) requests: \(verdicts.first?.reason ?? "no operator")"
    let issues = texts.isEmpty && !isPass ? [nothing] : texts
    return issues.map { text in Optimisation.warning.map { text + "\n  note: " + $0 } ?? text }
  }
}

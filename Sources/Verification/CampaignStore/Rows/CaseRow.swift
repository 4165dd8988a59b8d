/// One judged case, as a store keeps it.
public struct CaseRow: Hashable, Sendable {
  /// Its number in the campaign, from 0.
  public let number: Int
  /// The operator.
  public let op: String
  /// Whether gradients were handed in.
  public let asksGradients: Bool
  /// The tape that draws it.
  public let tape: String
  /// What each property came to, where it came to something.
  public let findings: [FindingRow]
  /// The conversions that were made for its request, if that was answered with outputs (EX-4).
  public let adapted: Set<String>

  /// Describes a case.
  public init(
    number: Int, op: String, asksGradients: Bool, tape: String, findings: [FindingRow], adapted: Set<String> = []
  ) {
    (self.number, self.op, self.asksGradients) = (number, op, asksGradients)
    (self.tape, self.findings, self.adapted) = (tape, findings, adapted)
  }

  /// What all of them come to (REC-4).
  var verdict: String {
    if findings.contains(where: { $0.outcome == .fail }) { return "fail" }
    return findings.isEmpty || findings.contains { $0.outcome == .unable } ? "undecided" : "pass"
  }

  /// The finding of the largest ratio; the first of equals.
  var worst: FindingRow? {
    findings.filter { $0.ratio != nil }.reduce(nil) { $0 == nil || $1.ratio! > $0!.ratio! ? $1 : $0 }
  }
}

/// What one property said about a case.
public struct FindingRow: Hashable, Sendable {
  /// What came of it.
  public enum Outcome: String, Sendable {
    case pass, fail, unable
  }

  /// The property's name.
  public let property: String
  /// What came of it.
  public let outcome: Outcome
  /// The largest ratio of an error to its bound, where errors are measured.
  public let ratio: Double?
  /// Whether that ratio is only known not to be exceeded (TOL-10).
  public let isCeiling: Bool

  /// Describes a finding.
  public init(property: String, outcome: Outcome, ratio: Double?, isCeiling: Bool) {
    (self.property, self.outcome, self.ratio, self.isCeiling) = (property, outcome, ratio, isCeiling)
  }
}

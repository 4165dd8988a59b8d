/// What `conform check` found, schema `conform.check/1`.
public struct CheckRecord: JudgingRecord {
  /// Its name and version.
  public static let form = "conform.check/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// The implementation under test.
  public let subject: String
  /// The profile by which it was judged.
  public let profile: String
  /// What it ran on.
  public let machine: Machine
  /// The seed of the run.
  public let seed: UInt64
  /// What follows from all of it.
  public let conclusion: Conclusion
  /// How many requests there were, where the run was interrupted before all were judged.
  public let interruptedOf: Int?
  /// How many verdicts of each kind, and what became of the base requests.
  public let summary: Summary
  /// The share of the requests of each operator that must be judged for a pass (COV-1).
  public let minimumCoverage: Double
  /// Why requests were declined, most frequent first.
  public let declined: [Declined]
  /// The conversions that were made for the subject; nil where none was.
  public let adapted: [Adapted]?
  /// What became of the failures that were expected; none where no file was given.
  public let expected: [Expected]
  /// How often the reference in double precision was enough, and how often an enclosure had to decide (ORA-1).
  public let oracle: OracleUse
  /// Which profile the implementation behaves like, where that was asked.
  public let likeness: LikenessRecord?
  /// One line an operator.
  public let operators: [OperatorSummary]
  /// The verdicts.
  public let results: [Verdict]
  /// What became of each base request.
  public let requests: [RequestRow]

  /// The share of judged requests that a pass needs unless told otherwise: half of what was asked of each operator (COV-1).
  public static let defaultCoverage = 0.5

  /// Counts and concludes.
  public init(
    subject: String, profile: String, machine: Machine, seed: UInt64, verdicts: [Verdict],
    answered: RequestCount = RequestCount(), minimumCoverage: Double = Self.defaultCoverage, expected: [Expected] = [],
    oracle: OracleUse = OracleUse(), likeness: LikenessRecord? = nil, requests: [RequestRow] = [],
    interruptedOf: Int? = nil
  ) {
    (self.subject, self.profile, self.machine, self.seed) = (subject, profile, machine, seed)
    (self.oracle, self.likeness, self.requests, results) = (oracle, likeness, requests, verdicts)
    (self.minimumCoverage, self.expected, self.interruptedOf) = (minimumCoverage, expected, interruptedOf)
    operators = OperatorSummary.all(verdicts, answered, minimumCoverage)
    summary = Summary(verdicts, answered, stale: expected.count(where: \.isStale))
    let covered = operators.allSatisfy { $0.coverage >= minimumCoverage }
    conclusion = Conclusion(
      fails: summary.fail > 0 || summary.stale > 0,
      decided: summary.unable == 0 && summary.judgesSomething && covered && interruptedOf == nil)
    (declined, adapted) = (answered.declined, answered.adapted)
  }

  /// The operators of which too few requests were judged.
  public var uncovered: [OperatorSummary] { operators.filter { $0.coverage < minimumCoverage } }
}

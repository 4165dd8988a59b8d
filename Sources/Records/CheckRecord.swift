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
  /// How many verdicts of each kind, and what became of the base requests.
  public let summary: Summary
  /// Why requests were declined, most frequent first.
  public let declined: [Declined]
  /// How often the reference in double precision was enough, and how often an enclosure had to decide (ORA-1).
  public let oracle: OracleUse
  /// Which profile the implementation behaves like, where that was asked.
  public let likeness: LikenessRecord?
  /// One line an operator.
  public let operators: [OperatorSummary]
  /// The verdicts.
  public let results: [Verdict]

  /// Counts and concludes.
  public init(
    subject: String, profile: String, machine: Machine, seed: UInt64, verdicts: [Verdict],
    answered: RequestCount = RequestCount(), oracle: OracleUse = OracleUse(), likeness: LikenessRecord? = nil
  ) {
    (self.subject, self.profile, self.machine, self.seed) = (subject, profile, machine, seed)
    (self.oracle, self.likeness, results) = (oracle, likeness, verdicts)
    summary = Summary(verdicts, answered)
    conclusion = summary.conclusion
    declined = answered.declined.sorted { ($1.requests, $0.reason) < ($0.requests, $1.reason) }
    operators = OperatorSummary.all(verdicts)
  }

  /// A reason for which a subject declined requests.
  public struct Declined: Hashable, Sendable, Codable {
    /// What the subject said.
    public let reason: String
    /// How many base requests it said it of.
    public let requests: Int

    /// Records a reason.
    public init(reason: String, requests: Int) { (self.reason, self.requests) = (reason, requests) }
  }

  /// How comparisons with the reference were decided.
  public struct OracleUse: Hashable, Sendable, Codable {
    /// By the reference in double precision.
    public let double: Int
    /// By an enclosure.
    public let enclosed: Int

    /// Records the two counts.
    public init(double: Int = 0, enclosed: Int = 0) { (self.double, self.enclosed) = (double, enclosed) }
  }
}

/// What became of the base requests of a run.
public struct RequestCount: Hashable, Sendable {
  /// Requests that were answered with outputs.
  public var judged = 0
  /// Requests without an answer, or with an error for one.
  public var unanswered = 0
  /// Why requests were declined.
  public var declined: [CheckRecord.Declined] = []

  /// Nothing was asked yet.
  public init() {}
}

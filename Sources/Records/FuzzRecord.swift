/// What `conform fuzz run` found, schema `conform.fuzz/1`.
public struct FuzzRecord: JudgingRecord {
  /// Its name and version.
  public static let form = "conform.fuzz/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// The share of problems of which something must be judged, where nothing else is said.
  ///
  /// Any: a dialect meets few of the problems that are drawn, and it is their number that counts.
  public static let defaultCoverage = 0.0
  /// What made it.
  public var provenance = Provenance()
  /// The implementation under test.
  public let subject: String
  /// The seed of the run.
  public let seed: UInt64
  /// The share of the problems of which something must be judged for a pass (COV-1).
  public let minimumCoverage: Double
  /// What follows from all of it.
  public let conclusion: Conclusion
  /// How much was asked and what came of it.
  public let summary: Summary
  /// Why nothing was judged of some problems: the most frequent reasons.
  public let declined: [CheckRecord.Declined]
  /// The conversions that were made for the subject, on how many of the problems; nil where none was.
  public let adapted: [CheckRecord.Adapted]?
  /// Why judgements could not be made: the most frequent reasons.
  public let unable: [UnableReason]
  /// Where errors came nearest to their bounds, or went farthest beyond; nil where none was measured.
  public let worst: Worst?
  /// One shrunk counterexample for each defect, in the order found.
  public let results: [Counterexample]

  /// Records a run and concludes.
  public init(
    subject: String, seed: UInt64, minimumCoverage: Double, summary: Summary, declined: [CheckRecord.Declined],
    adapted: [CheckRecord.Adapted]?, unable: [UnableReason], worst: Worst?, results: [Counterexample]
  ) {
    (self.subject, self.seed, self.minimumCoverage, self.summary) = (subject, seed, minimumCoverage, summary)
    (self.declined, self.adapted, self.unable) = (declined, adapted, unable)
    (self.worst, self.results) = (worst, results)
    conclusion = Conclusion(
      fails: summary.fail > 0, decided: summary.judged > 0 && summary.coverage >= minimumCoverage)
  }

  /// The largest ratio of an error to its bound.
  public struct Worst: Hashable, Sendable, Codable {
    /// The ratio.
    public let ratio: Double
    /// True where it is only known not to be exceeded (TOL-10); otherwise nil.
    public let ratioIsCeiling: Bool?
    /// The property that measured it.
    public let property: String
    /// The operator.
    public let op: String

    enum CodingKeys: String, CodingKey { case ratio, ratioIsCeiling, property, op = "operator" }

    /// Records a ratio.
    public init(ratio: Double, ratioIsCeiling: Bool?, property: String, op: String) {
      (self.ratio, self.ratioIsCeiling, self.property, self.op) = (ratio, ratioIsCeiling, property, op)
    }
  }

  /// Counts of a run.
  public struct Summary: Hashable, Sendable, Codable {
    /// Problems drawn.
    public let cases: Int
    /// Those of which nothing was judged.
    public let silent: Int
    /// Those of them that the subject declined, or that are out of domain.
    public let declined: Int
    /// Judgements made, over all properties.
    public let judged: Int
    /// Judgements that could not be made.
    public let unable: Int
    /// Problems on which some property is violated.
    public let fail: Int
    /// Counterexamples that were shrunk and are reported.
    public let counterexamples: Int

    /// The share of the problems of which something was judged; 1 where none was drawn.
    public var coverage: Double { cases == 0 ? 1 : Double(cases - silent) / Double(cases) }

    /// Records the counts.
    public init(
      cases: Int, silent: Int, declined: Int, judged: Int, unable: Int, fail: Int, counterexamples: Int
    ) {
      (self.cases, self.silent, self.declined) = (cases, silent, declined)
      (self.judged, self.unable) = (judged, unable)
      (self.fail, self.counterexamples) = (fail, counterexamples)
    }
  }

  /// Why some judgements could not be made.
  public struct UnableReason: Hashable, Sendable, Codable {
    /// The reason, in one sentence.
    public let reason: String
    /// How many.
    public let judgements: Int

    /// Records a reason.
    public init(reason: String, judgements: Int) { (self.reason, self.judgements) = (reason, judgements) }

    /// The five most frequent of some counted reasons, the most frequent first.
    public static func mostFrequent(_ counts: [String: Int]) -> [UnableReason] {
      counts.byFrequency.prefix(5).map { .init(reason: $0.key, judgements: $0.value) }
    }
  }

  /// A shrunk counterexample.
  public struct Counterexample: Hashable, Sendable, Codable {
    /// The violated property.
    public let property: String
    /// Its clause.
    public let clause: String
    /// The operator.
    public let op: String
    /// What is wrong, in one sentence.
    public let reason: String
    /// The largest ratio of an error to its bound; absent where none can be measured.
    public let worstRatio: Double?
    /// The smallest problem found on which it is violated, in one line.
    public let problem: String
    /// The tape that draws this problem.
    public let tape: String
    /// A command that judges it again.
    public let replay: String
    /// Where it is violated worst.
    public let location: Location?
    /// Evaluations that shrinking took.
    public let evaluations: Int
    /// The values of its tensors, a line each; of long tensors the first.
    public let values: [String]
    /// Whether nothing of it can be dropped; otherwise the budget was spent before that was known.
    public let minimal: Bool
    /// The properties and operators that the same defect violates, as far as it was met: `PAR-1 parity-o, gdn`.
    public let seen: [String]

    enum CodingKeys: String, CodingKey {
      case property, clause, op = "operator", reason, worstRatio, problem, tape, replay, location = "where", evaluations
      case values, minimal, seen
    }

    package init(
      property: String, clause: String, op: String, reason: String, worstRatio: Double?, problem: String, tape: String,
      replay: String,
      location: Location?, evaluations: Int, values: [String], minimal: Bool, seen: [String]
    ) {
      (self.values, self.minimal, self.seen) = (values, minimal, seen)
      (self.property, self.clause, self.op, self.reason) = (property, clause, op, reason)
      (self.worstRatio, self.problem, self.tape, self.replay) = (worstRatio, problem, tape, replay)
      (self.location, self.evaluations) = (location, evaluations)
    }
  }
}

/// What the store of a campaign holds, schema `conform.campaign/1`.
public struct CampaignRecord: JudgingRecord {
  /// Its name and version.
  public static let form = "conform.campaign/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// The implementation under test.
  public let subject: String
  /// The arithmetic by which it was judged.
  public let profile: String
  /// The seed of the campaign.
  public let seed: UInt64
  /// The version of the package that judged.
  public let suite: String
  /// The machines that judged, as far as numbers depend on them.
  public let machines: [String]
  /// The share of the cases of which something must be judged for a pass (COV-1).
  public let minimumCoverage: Double
  /// What follows from all of it.
  public let conclusion: Conclusion
  /// Counts over everything.
  public let summary: Summary
  /// Counts, operator by operator.
  public let operators: [OperatorRow]
  /// The conversions that were made for the subject, by name, and for how many of the cases that it answered; nil where it
  /// names none.
  public let adapted: [CheckRecord.Adapted]?
  /// Counts and the worst ratio, operator by operator and property by property.
  public let results: [ResultRow]
  /// The defects that were found, each with its counterexample.
  public let failures: [Failure]

  /// Records a campaign and concludes.
  ///
  /// - Parameters:
  ///   - silent: cases of which nothing was judged.
  ///   - unexplained: violated properties whose counterexample has not been shrunk yet.
  public init(
    subject: String, profile: String, seed: UInt64, suite: String, machines: [String], goal: Int, judged: Int,
    silent: Int, unable: Int, operators: [OperatorRow], adapted: [CheckRecord.Adapted]?, results: [ResultRow],
    failures: [Failure], unexplained: Int, minimumCoverage: Double
  ) {
    (self.minimumCoverage, self.adapted) = (minimumCoverage, adapted)
    (self.subject, self.profile, self.seed, self.suite) = (subject, profile, seed, suite)
    (self.machines, self.operators, self.results, self.failures) = (machines, operators, results, failures)
    let worst = results.filter { $0.worstRatio != nil }.max { $0.worstRatio! < $1.worstRatio! }
    let cases = operators.reduce(0) { $0 + $1.cases }
    summary = Summary(
      goal: goal, cases: cases, silent: silent, judged: judged, unable: unable,
      fail: operators.reduce(0) { $0 + $1.fail }, failures: failures.count, unexplained: unexplained,
      worstRatio: worst?.worstRatio)
    conclusion = Conclusion(
      fails: summary.fail > 0, decided: judged > 0 && cases >= goal && summary.coverage >= minimumCoverage)
  }

  /// Counts of a campaign.
  public struct Summary: Hashable, Sendable, Codable {
    /// Cases that were asked for.
    public let goal: Int
    /// Cases that were drawn.
    public let cases: Int
    /// Those of which nothing was judged.
    public let silent: Int
    /// Judgements made, over all properties.
    public let judged: Int
    /// Judgements that could not be made.
    public let unable: Int
    /// Cases on which some property is violated.
    public let fail: Int
    /// Defects that were found.
    public let failures: Int
    /// Violated properties whose counterexample has not been looked for yet.
    public let unexplained: Int
    /// The largest ratio of an error to its bound.
    public let worstRatio: Double?

    /// The share of the cases of which something was judged; 1 where none was drawn.
    public var coverage: Double { cases == 0 ? 1 : Double(cases - silent) / Double(cases) }
  }
}

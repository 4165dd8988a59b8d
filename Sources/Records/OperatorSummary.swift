/// The verdicts of one operator in a line.
public struct OperatorSummary: Hashable, Sendable, Codable {
  /// The operator.
  public let op: String
  /// Whether all that applies holds.
  public let conclusion: Conclusion
  /// How many properties hold.
  public let pass: Int
  /// How many are violated.
  public let fail: Int
  /// How many are violated where a file says so, and nowhere else.
  public let expected: Int
  /// How many do not apply.
  public let outOfDomain: Int
  /// How many could not be judged.
  public let unable: Int
  /// Cases judged, over all properties.
  public let cases: Int
  /// Base requests that were answered with outputs.
  public let judged: Int
  /// Base requests that the subject declined.
  public let declined: Int
  /// Base requests without an answer, or with an error for one.
  public let unanswered: Int
  /// The share of its base requests that were judged; 1 where none was asked.
  public let coverage: Double
  /// The property that comes off worst: a violated one where there is one; nil where nothing is measured in ratios.
  public let worstProperty: String?
  /// Its largest ratio of an error to its bound; nil where it is violated without a measurement.
  public let worstRatio: Double?
  /// True where the largest ratio is at most this (TOL-10); otherwise nil.
  public let ratioIsCeiling: Bool?

  enum CodingKeys: String, CodingKey {
    case op = "operator", conclusion, pass, fail, expected, outOfDomain, unable, cases, judged, declined, unanswered,
      coverage, worstProperty, worstRatio, ratioIsCeiling
  }

  /// Sums up the verdicts of each operator, in the order of the verdicts.
  public static func all(
    _ verdicts: [Verdict], _ answered: RequestCount = RequestCount(),
    _ minimumCoverage: Double = CheckRecord.defaultCoverage
  ) -> [OperatorSummary] {
    let groups = Dictionary(grouping: verdicts, by: \.op)
    var seen = Set<String>()
    return verdicts.map(\.op).filter { seen.insert($0).inserted }.map {
      OperatorSummary($0, groups[$0]!, answered.operators[$0] ?? RequestCount.Counts(), minimumCoverage)
    }
  }

  private init(_ op: String, _ verdicts: [Verdict], _ asked: RequestCount.Counts, _ minimumCoverage: Double) {
    let counts = CheckRecord.Summary(verdicts)
    self.op = op
    (pass, fail, outOfDomain, unable) = (counts.pass, counts.fail, counts.outOfDomain, counts.unable)
    (expected, cases) = (counts.expected, verdicts.reduce(0) { $0 + $1.cases })
    (judged, declined, unanswered, coverage) = (asked.judged, asked.declined, asked.unanswered, asked.coverage)
    conclusion = Conclusion(
      fails: counts.fail > 0,
      decided: counts.unable == 0 && counts.judgesSomething && asked.coverage >= minimumCoverage)
    // A violation without a measurement, such as a wrong shape, is worse than any ratio.
    let failing = verdicts.filter { $0.outcome == .fail }
    let candidates = failing.isEmpty ? verdicts.filter { $0.worstRatio != nil } : failing
    let worst = candidates.max { ($0.worstRatio ?? .infinity) < ($1.worstRatio ?? .infinity) }
    (worstProperty, worstRatio, ratioIsCeiling) = (worst?.property, worst?.worstRatio, worst?.ratioIsCeiling)
  }
}

/// The worst ratios that a search found, schema `conform.worst/1`.
public struct WorstRecord: JudgingRecord {
  /// Its name and version.
  public static let form = "conform.worst/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// The implementation under test.
  public let subject: String
  /// The arithmetic by which it was judged.
  public let profile: String
  /// The seed of the search.
  public let seed: UInt64
  /// Problems judged for each operator.
  public let steps: Int
  /// What follows from all of it.
  public let conclusion: Conclusion
  /// The worst of each operator and property.
  public let results: [Row]

  /// Records a search and concludes.
  public init(subject: String, profile: String, seed: UInt64, steps: Int, results: [Row]) {
    (self.subject, self.profile, self.seed) = (subject, profile, seed)
    (self.steps, self.results) = (steps, results)
    conclusion = Conclusion(fails: results.contains { !$0.holds }, decided: !results.isEmpty)
  }

  /// The worst of one operator and property.
  public struct Row: Hashable, Sendable, Codable {
    /// The operator.
    public let op: String
    /// The property.
    public let property: String
    /// Its clause.
    public let clause: String
    /// The ratio of an error to its bound: a lower bound of the worst that there is.
    public let ratio: Double
    /// Whether the property holds.
    public let holds: Bool
    /// The problem, in one line.
    public let problem: String
    /// The tape that draws it.
    public let tape: String
    /// A command that judges it again.
    public let replay: String
    /// The step at which it was found.
    public let step: Int

    enum CodingKeys: String, CodingKey {
      case op = "operator", property, clause, ratio, holds, problem, tape, replay, step
    }

    /// Records the worst.
    public init(
      op: String, property: String, clause: String, ratio: Double, holds: Bool, problem: String, tape: String,
      replay: String, step: Int
    ) {
      (self.op, self.property, self.clause, self.ratio, self.holds) = (op, property, clause, ratio, holds)
      (self.problem, self.tape, self.replay, self.step) = (problem, tape, replay, step)
    }
  }
}

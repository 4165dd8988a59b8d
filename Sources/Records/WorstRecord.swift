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
  /// Problems judged for each operator; fewer where hardly any is small enough.
  public let steps: Int
  /// The most that a problem may be, in B·T·HV·K·max(K, V); absent without a limit.
  public let work: Int?
  /// What follows from all of it.
  public let conclusion: Conclusion
  /// The worst of each operator and property.
  public let results: [Row]
  /// Operators of which nothing was measured.
  public let unjudged: [String]

  /// Records a search of some operators and concludes: nothing is decided while one of them was not judged.
  public init(
    subject: String, profile: String, seed: UInt64, steps: Int, work: Int?, operators: [String], results: [Row]
  ) {
    (self.subject, self.profile, self.seed) = (subject, profile, seed)
    (self.steps, self.work, self.results) = (steps, work, results)
    unjudged = operators.filter { op in !results.contains { $0.op == op } }
    conclusion = Conclusion(fails: results.contains { !$0.holds }, decided: unjudged.isEmpty)
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

/// By how much states can be amplified, as far as a search found, schema `conform.growth/1`.
public struct GrowthRecord: JudgingRecord {
  /// Its name and version.
  public static let form = "conform.growth/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// The seed of the search.
  public let seed: UInt64
  /// Problems evaluated for each operator.
  public let steps: Int
  /// What follows from all of it.
  public let conclusion: Conclusion
  /// The largest of each operator.
  public let results: [Row]

  /// Records a search and concludes.
  public init(seed: UInt64, steps: Int, results: [Row]) {
    (self.seed, self.steps, self.results) = (seed, steps, results)
    conclusion = Conclusion(fails: results.contains { !$0.holds }, decided: !results.isEmpty)
  }

  /// The largest amplification of one operator.
  public struct Row: Hashable, Sendable, Codable {
    /// The operator.
    public let op: String
    /// The norm of a product of transitions: a lower bound of the largest that there is.
    public let amplification: Double
    /// The root of it that is the growth of one token.
    public let perToken: Double
    /// What is proved to bound it.
    public let bound: Double?
    /// Whether it is within that, or nothing is proved.
    public let holds: Bool
    /// The problem, in one line.
    public let problem: String
    /// The tape whose keys, gains and gates it has.
    public let tape: String
    /// The step at which it was found.
    public let step: Int

    enum CodingKeys: String, CodingKey {
      case op = "operator", amplification, perToken, bound, holds, problem, tape, step
    }

    /// Records the largest.
    public init(
      op: String, amplification: Double, perToken: Double, bound: Double?, holds: Bool, problem: String, tape: String,
      step: Int
    ) {
      (self.op, self.amplification, self.perToken, self.bound) = (op, amplification, perToken, bound)
      (self.holds, self.problem, self.tape, self.step) = (holds, problem, tape, step)
    }
  }
}

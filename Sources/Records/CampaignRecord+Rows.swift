extension CampaignRecord {
  /// The cases of one operator.
  public struct OperatorRow: Hashable, Sendable, Codable {
    /// The operator.
    public let op: String
    /// Cases that were judged.
    public let cases: Int
    /// Those of them that hand in gradients.
    public let gradients: Int
    /// Cases on which some property is violated.
    public let fail: Int
    /// Cases of which some answer is absent, or of which nothing was judged.
    public let undecided: Int

    enum CodingKeys: String, CodingKey { case op = "operator", cases, gradients, fail, undecided }

    /// Records the counts.
    public init(op: String, cases: Int, gradients: Int, fail: Int, undecided: Int) {
      (self.op, self.cases, self.gradients, self.fail, self.undecided) = (op, cases, gradients, fail, undecided)
    }
  }

  /// One property on the cases of one operator.
  public struct ResultRow: Hashable, Sendable, Codable {
    /// The operator.
    public let op: String
    /// The property.
    public let property: String
    /// Its clause.
    public let clause: String
    /// Cases on which it was judged.
    public let judged: Int
    /// Those on which it is violated.
    public let fail: Int
    /// Cases on which it could not be judged.
    public let unable: Int
    /// The largest ratio of an error to its bound: a lower bound of the worst that there is.
    public let worstRatio: Double?
    /// Whether that ratio is only known not to be exceeded on its case; absent where it is exact.
    public let ratioIsCeiling: Bool?
    /// The case of that ratio.
    public let worstCase: Int?

    enum CodingKeys: String, CodingKey {
      case op = "operator", property, clause, judged, fail, unable, worstRatio, ratioIsCeiling, worstCase
    }

    /// Records the counts.
    public init(
      op: String, property: String, clause: String, judged: Int, fail: Int, unable: Int, worstRatio: Double?,
      ratioIsCeiling: Bool?, worstCase: Int?
    ) {
      (self.op, self.property, self.clause) = (op, property, clause)
      (self.judged, self.fail, self.unable) = (judged, fail, unable)
      (self.worstRatio, self.ratioIsCeiling, self.worstCase) = (worstRatio, ratioIsCeiling, worstCase)
    }
  }

  /// A defect with its shrunk counterexample.
  public struct Failure: Hashable, Sendable, Codable {
    /// Its name in the store.
    public let signature: String
    /// The property.
    public let property: String
    /// Its clause.
    public let clause: String
    /// The operator.
    public let op: String
    /// The case on which it was found.
    public let number: Int
    /// What is wrong, in one sentence.
    public let reason: String
    /// The smallest problem found, in one line.
    public let problem: String
    /// The values of its tensors, a line each.
    public let values: [String]
    /// The tape that draws it.
    public let tape: String
    /// A command that judges it again.
    public let replay: String
    /// Where it is violated worst.
    public let location: Location?
    /// Evaluations that shrinking took.
    public let evaluations: Int
    /// Whether nothing of it can be dropped; otherwise the budget was spent before that was known.
    public let minimal: Bool
    /// The properties and operators that it explains.
    public let seen: [Seen]

    enum CodingKeys: String, CodingKey {
      case signature, property, clause, op = "operator", number = "case", reason, problem, values, tape, replay
      case location = "where", evaluations, minimal, seen
    }

    /// Records a defect.
    public init(
      signature: String, property: String, clause: String, op: String, number: Int, reason: String, problem: String,
      values: [String], tape: String, replay: String, location: Location?, evaluations: Int, minimal: Bool,
      seen: [Seen]
    ) {
      (self.signature, self.property, self.clause, self.op) = (signature, property, clause, op)
      (self.number, self.reason, self.problem, self.values) = (number, reason, problem, values)
      (self.tape, self.replay, self.location) = (tape, replay, location)
      (self.evaluations, self.minimal, self.seen) = (evaluations, minimal, seen)
    }
  }

  /// A property on an operator that a defect violates.
  public struct Seen: Hashable, Sendable, Codable {
    /// The property.
    public let property: String
    /// The operator.
    public let op: String
    /// Cases on which it is violated.
    public let cases: Int

    enum CodingKeys: String, CodingKey { case property, op = "operator", cases }

    /// Records a count.
    public init(property: String, op: String, cases: Int) {
      (self.property, self.op, self.cases) = (property, op, cases)
    }
  }
}

/// What `conform prove` found, schema `conform.prove/1`.
public struct ProveRecord: JudgingRecord {
  /// Its name and version.
  public static let form = "conform.prove/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// The seed of the run.
  public let seed: UInt64
  /// What follows from all of it.
  public let conclusion: Conclusion
  /// Claims by outcome.
  public let summary: Summary
  /// The claims.
  public let results: [Row]

  /// Counts and concludes.
  public init(seed: UInt64, results: [Row]) {
    (self.seed, self.results) = (seed, results)
    let outcomes = results.map(\.outcome)
    summary = Summary(
      holds: outcomes.count { $0 == .holds }, refuted: outcomes.count { $0 == .refuted },
      undecided: outcomes.count { $0 == .undecided })
    conclusion = Conclusion(fails: summary.refuted > 0, decided: summary.undecided == 0 && summary.holds > 0)
  }

  /// Claims by outcome.
  public struct Summary: Hashable, Sendable, Codable {
    /// Claims that hold.
    public let holds: Int
    /// Claims that are refuted.
    public let refuted: Int
    /// Claims that could not be decided.
    public let undecided: Int
  }

  /// One claim.
  public struct Row: Hashable, Sendable, Codable {
    /// The clause of `Specs/claims.md` that states it.
    public let claim: String
    /// How strongly it is checked.
    public let strength: Strength
    /// What became of it.
    public let outcome: ClaimOutcome
    /// The statement, in one line.
    public let statement: String
    /// How it was checked, or the first counterexample, in one sentence.
    public let detail: String
    /// The numbers behind it.
    public let evidence: [String]

    package init(
      claim: String, strength: Strength, outcome: ClaimOutcome, statement: String, detail: String, evidence: [String]
    ) {
      (self.claim, self.strength, self.outcome) = (claim, strength, outcome)
      (self.statement, self.detail, self.evidence) = (statement, detail, evidence)
    }
  }
}

/// What `conform prove --broken` found, schema `conform.prove-broken/1`: whether each wrong version is refuted.
public struct BrokenRecord: JudgingRecord {
  /// Its name and version.
  public static let form = "conform.prove-broken/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// The seed of the run.
  public let seed: UInt64
  /// What follows from all of it.
  public let conclusion: Conclusion
  /// Faults that were noticed, and those that were not.
  public let summary: Summary
  /// The faults.
  public let results: [Row]

  /// Counts and concludes.
  public init(seed: UInt64, results: [Row]) {
    (self.seed, self.results) = (seed, results)
    let refuted = results.count { $0.outcome == .refuted }
    summary = Summary(refuted: refuted, unnoticed: results.count - refuted)
    conclusion = Conclusion(fails: summary.unnoticed > 0, decided: refuted > 0)
  }

  /// Counts of faults.
  public struct Summary: Hashable, Sendable, Codable {
    /// Wrong versions that are refuted, as they must be.
    public let refuted: Int
    /// Wrong versions that are not.
    public let unnoticed: Int
  }

  /// One claim with one of its faults planted.
  public struct Row: Hashable, Sendable, Codable {
    /// The clause of the claim.
    public let claim: String
    /// How strongly it is checked.
    public let strength: Strength
    /// What was planted.
    public let fault: String
    /// What became of the claim; anything but a refutation is a check that did not notice.
    public let outcome: ClaimOutcome
    /// The counterexample, or what was compared in vain.
    public let detail: String

    package init(claim: String, strength: Strength, fault: String, outcome: ClaimOutcome, detail: String) {
      (self.claim, self.strength, self.fault) = (claim, strength, fault)
      (self.outcome, self.detail) = (outcome, detail)
    }
  }
}

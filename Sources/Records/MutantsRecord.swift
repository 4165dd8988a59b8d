/// What `conform mutants` found, schema `conform.mutants/1`.
public struct MutantsRecord: JudgingRecord {
  /// Its name and version.
  public static let form = "conform.mutants/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// Seed of the fuzzer's problems.
  public let seed: UInt64
  /// What follows from all of it.
  public let conclusion: Conclusion
  /// Counts.
  public let summary: Summary
  /// Mutants and near misses, in the order of the catalogue.
  public let results: [Row]
  /// Properties of the catalogue that were never the only one to fail.
  public let neverAlone: [String]

  /// Counts and concludes.
  public init(seed: UInt64, results: [Row], properties: [String]) {
    (self.seed, self.results) = (seed, results)
    func count(_ outcome: Row.Outcome) -> Int { results.count { $0.outcome == outcome } }
    let faults = results.filter { !$0.nearMiss }
    summary = Summary(
      killed: count(.killed), survived: count(.survived), passed: count(.passed), refused: count(.refused),
      fuzzed: faults.count { !$0.trials.isEmpty && $0.trials.allSatisfy { $0.fuzzCase != nil } })
    let alone = Set(results.flatMap(\.trials).filter { $0.killedBy.count == 1 }.flatMap(\.killedBy))
    neverAlone = properties.filter { !alone.contains($0) }
    conclusion = Conclusion(
      fails: summary.survived + summary.refused > 0, decided: summary.killed + summary.passed > 0)
  }

  /// Counts.
  public struct Summary: Hashable, Sendable, Codable {
    /// Faulty implementations that were refused on every operator tried.
    public let killed: Int
    /// Those that passed on some.
    public let survived: Int
    /// Right implementations that passed.
    public let passed: Int
    /// Those that were refused.
    public let refused: Int
    /// Faulty implementations that the fuzzer found on every operator tried.
    public let fuzzed: Int
  }

  /// One mutant or near miss.
  public struct Row: Hashable, Sendable, Codable {
    /// What became of it.
    public enum Outcome: String, Sendable, Codable { case killed, survived, passed, refused }

    /// Its name.
    public let mutant: String
    /// The ids of the museum that it imitates, possibly none.
    public let museum: [String]
    /// The edit, in words.
    public let what: String
    /// What inputs must have for it to show; absent where ordinary ones do.
    public let condition: String?
    /// Whether it is a right implementation.
    public let nearMiss: Bool
    /// The arithmetic that it declares.
    public let profile: String
    /// The clauses that may report it.
    public let reportedBy: [String]
    /// What became of it.
    public let outcome: Outcome
    /// The properties that fail, on any operator.
    public let killedBy: [String]
    /// Operator by operator.
    public let trials: [Trial]

    package init(
      mutant: String, museum: [String], what: String, condition: String?, nearMiss: Bool, profile: String,
      reportedBy: [String], trials: [Trial]
    ) {
      (self.mutant, self.museum, self.what, self.condition) = (mutant, museum, what, condition)
      (self.nearMiss, self.profile, self.reportedBy, self.trials) = (nearMiss, profile, reportedBy, trials)
      killedBy = trials.flatMap(\.killedBy).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      if nearMiss {
        outcome = trials.allSatisfy { $0.killedBy.isEmpty && $0.fuzzCase == nil } ? .passed : .refused
      } else {
        outcome = !trials.isEmpty && trials.allSatisfy { !$0.killedBy.isEmpty } ? .killed : .survived
      }
    }
  }

  /// One mutant in one operator.
  public struct Trial: Hashable, Sendable, Codable {
    /// The operator.
    public let op: String
    /// The properties that fail on the first request that kills, or on all; none where it passed.
    public let killedBy: [String]
    /// Their clauses.
    public let clauses: [String]
    /// The request; absent where it passed.
    public let request: String?
    /// What the first failing property says; absent where it passed.
    public let reason: String?
    /// The fuzzer's first case that kills; absent where none of those drawn does.
    public let fuzzCase: String?
    /// What the first failing property says of it; absent where there is none.
    public let fuzzReason: String?

    private enum CodingKeys: String, CodingKey {
      case op = "operator"
      case killedBy, clauses, request, reason, fuzzCase, fuzzReason
    }

    package init(
      op: String, killedBy: [String], request: String?, reason: String?, clauses: [String], fuzzCase: String?,
      fuzzReason: String?
    ) {
      (self.op, self.killedBy, self.request, self.reason) = (op, killedBy, request, reason)
      (self.clauses, self.fuzzCase, self.fuzzReason) = (clauses, fuzzCase, fuzzReason)
    }
  }
}

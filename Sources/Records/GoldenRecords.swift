/// What `conform fixtures generate` wrote, schema `conform.fixtures-generate/1`.
public struct GoldensWritten: Record {
  /// Its name and version.
  public static let form = "conform.fixtures-generate/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// How much was written.
  public let summary: Summary

  /// Records what was written.
  public init(goldens: Int, bytes: Int) { summary = Summary(goldens: goldens, bytes: bytes) }

  /// Counts.
  public struct Summary: Hashable, Sendable, Codable {
    /// Goldens derived.
    public let goldens: Int
    /// Bytes of their requests and responses.
    public let bytes: Int
  }
}

/// What `conform fixtures verify` found, schema `conform.fixtures-verify/1`.
public struct GoldensVerified: JudgingRecord {
  /// Its name and version.
  public static let form = "conform.fixtures-verify/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// What follows from all of it.
  public let conclusion: Conclusion
  /// How much was looked at.
  public let summary: Summary
  /// What is wrong, each in one sentence.
  public let results: [String]

  /// Concludes from the complaints.
  public init(goldens: Int, digests: Int, derived: Int, complaints: [String]) {
    summary = Summary(goldens: goldens, digests: digests, derived: derived, fail: complaints.count)
    conclusion = Conclusion(fails: !complaints.isEmpty, decided: digests > 0)
    results = complaints
  }

  /// Counts.
  public struct Summary: Hashable, Sendable, Codable {
    /// Goldens in the manifest.
    public let goldens: Int
    /// Files whose digest was compared.
    public let digests: Int
    /// Goldens that were derived again.
    public let derived: Int
    /// Complaints.
    public let fail: Int
  }
}

/// The goldens that there are, schema `conform.fixtures-list/1`.
public struct GoldenList: Record {
  /// Its name and version.
  public static let form = "conform.fixtures-list/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// How many there are.
  public let summary: Summary
  /// Their ids.
  public let results: [String]
  /// Each with its reason.
  public let goldens: [GoldenEntry]

  /// Counts goldens.
  public init(_ goldens: [GoldenEntry]) {
    (self.goldens, results) = (goldens, goldens.map(\.id))
    summary = Summary(goldens: goldens.count, gradients: goldens.count { !$0.gradients.isEmpty })
  }

  /// Counts.
  public struct Summary: Hashable, Sendable, Codable {
    /// All goldens.
    public let goldens: Int
    /// Those that ask for gradients.
    public let gradients: Int
  }
}

/// One golden, schema `conform.fixtures-show/1`.
public struct GoldenShown: Record {
  /// Its name and version.
  public static let form = "conform.fixtures-show/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// One golden and the number of its gradients.
  public let summary: GoldenList.Summary
  /// Id, operator, reason, and the ids of the defects that it guards against.
  public let results: [String]
  /// The golden.
  public let golden: GoldenEntry

  /// Shows a golden.
  public init(_ golden: GoldenEntry) {
    self.golden = golden
    summary = GoldenList.Summary(goldens: 1, gradients: golden.gradients.count)
    results = [golden.id, golden.op, golden.reason] + golden.guards
  }
}

/// What a golden is for.
public struct GoldenEntry: Hashable, Sendable, Codable {
  /// Its name, and that of its files.
  public let id: String
  /// The operator.
  public let op: String
  /// Why it exists.
  public let reason: String
  /// The known defects that it guards against, by their ids.
  public let guards: [String]
  /// Extents and settings, in one line.
  public let problem: String
  /// The gradients that it asks for.
  public let gradients: [String]
  /// The gradients that it hands in.
  public let cotangents: [String]

  enum CodingKeys: String, CodingKey { case id, op = "operator", reason, guards, problem, gradients, cotangents }

  package init(
    id: String, op: String, reason: String, guards: [String], problem: String, gradients: [String], cotangents: [String]
  ) {
    (self.id, self.op, self.reason, self.guards) = (id, op, reason, guards)
    (self.problem, self.gradients, self.cotangents) = (problem, gradients, cotangents)
  }
}

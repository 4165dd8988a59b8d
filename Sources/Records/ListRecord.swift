/// What `conform check --list` shows, schema `conform.check-list/1`.
public struct ListRecord: Record {
  /// Its name and version.
  public static let form = "conform.check-list/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// How many of each there are.
  public let summary: Summary
  /// The operators.
  public let operators: [Operator]
  /// The properties.
  public let properties: [Rule]
  /// The faulty implementations of the suite's own.
  public let mutants: [String]

  package init(operators: [Operator], properties: [Rule], mutants: [String]) {
    (self.operators, self.properties, self.mutants) = (operators, properties, mutants)
    summary = Summary(operators: operators.count, properties: properties.count)
  }

  /// Counts.
  public struct Summary: Hashable, Sendable, Codable {
    /// Operators listed.
    public let operators: Int
    /// Properties in the catalogue.
    public let properties: Int
  }

  /// One operator: its place on the axes, and what is checked of it.
  public struct Operator: Hashable, Sendable, Codable {
    /// Its name.
    public let name: String
    /// The clause of `Specs/operators.md` that states it.
    public let clause: String
    /// Its decay.
    public let decay: String
    /// Its gain.
    public let gain: String
    /// Its preconditioner.
    public let preconditioner: String
    /// Its solve.
    public let solve: String
    /// How many properties apply.
    public let properties: Int
    /// Settings other than the standard ones that are tried.
    public let options: [String]
    /// Each property of the catalogue, in its order, with the reason where it does not apply.
    public let applies: [Application]

    package init(
      name: String, clause: String, decay: String, gain: String, preconditioner: String, solve: String,
      options: [String], applies: [Application]
    ) {
      (self.name, self.clause, self.decay, self.gain) = (name, clause, decay, gain)
      (self.preconditioner, self.solve, self.options, self.applies) = (preconditioner, solve, options, applies)
      properties = applies.count { $0.reason == nil }
    }
  }

  /// Whether a property applies to an operator.
  public struct Application: Hashable, Sendable, Codable {
    /// The property.
    public let property: String
    /// Why it does not apply; absent where it does.
    public let reason: String?

    package init(property: String, reason: String?) { (self.property, self.reason) = (property, reason) }
  }

  /// One property.
  public struct Rule: Hashable, Sendable, Codable {
    /// Its name.
    public let name: String
    /// Its clause in `Specs/properties.md`.
    public let clause: String
    /// One line.
    public let summary: String

    package init(name: String, clause: String, summary: String) {
      (self.name, self.clause, self.summary) = (name, clause, summary)
    }
  }
}

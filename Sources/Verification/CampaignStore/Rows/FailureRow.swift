import DeltaRecords

/// A defect with its shrunk counterexample, as a store keeps it.
public struct FailureRow: Hashable, Sendable {
  /// Its name in the store: `PAR-1.gdn`, the clause and the operator under which it was found first.
  public var signature: String
  /// The property.
  public var property: String
  /// Its clause.
  public var clause: String
  /// The operator.
  public var op: String
  /// The case on which it was found.
  public var number: Int
  /// What is wrong, in one sentence.
  public var reason: String
  /// Where it is violated worst.
  public var location: Location?
  /// The smallest problem found, in one line.
  public var problem: String
  /// The values of its tensors, a line each.
  public var values: [String]
  /// The tape that draws it.
  public var tape: String
  /// The tape of the case.
  public var originalTape: String
  /// Evaluations that shrinking took.
  public var evaluations: Int
  /// Whether no choice can be dropped or lowered; otherwise the budget was spent.
  public var isMinimal: Bool
  /// The smallest problem as a request file.
  public var request: [UInt8]

  /// Describes a failure.
  public init(
    signature: String, property: String, clause: String, op: String, number: Int, reason: String, location: Location?,
    problem: String, values: [String], tape: String, originalTape: String, evaluations: Int, isMinimal: Bool,
    request: [UInt8]
  ) {
    (self.signature, self.property, self.clause, self.op) = (signature, property, clause, op)
    (self.number, self.reason, self.location, self.problem) = (number, reason, location, problem)
    (self.values, self.tape, self.originalTape) = (values, tape, originalTape)
    (self.evaluations, self.isMinimal, self.request) = (evaluations, isMinimal, request)
  }
}

/// A property that is violated on some operator.
public struct Symptom: Hashable, Sendable {
  /// The property's name.
  public let property: String
  /// The operator's name.
  public let op: String

  /// Names both.
  public init(property: String, op: String) { (self.property, self.op) = (property, op) }
}

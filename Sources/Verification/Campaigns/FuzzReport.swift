import DeltaOperators
import DeltaRecords

/// What a fuzz run found.
public struct FuzzReport: Sendable {
  /// Seed of the run.
  public let seed: UInt64
  /// Problems drawn and judged.
  public var cases = 0
  /// Judgements made, over all properties.
  public var judged = 0
  /// Cases on which some property was violated.
  public var failingCases = 0
  /// Judgements that could not be made.
  public var unable = 0
  /// Why, and how many times.
  public var unableReasons: [String: Int] = [:]
  /// Cases on which nothing was judged.
  public var silent = 0
  /// Why, and how many times, where the subject declined them or they were out of domain.
  public var declined: [String: Int] = [:]
  /// The conversions that were made for the subject, and for how many of the cases that it answered.
  public var adapted: [String: Int] = [:]
  /// The largest ratio of an error to its bound.
  public var worst: FuzzRecord.Worst?
  /// One shrunk counterexample for each defect, in the order found.
  public var failures: [FuzzFailure] = []

  init(seed: UInt64) { self.seed = seed }
}

/// A defect with its shrunk counterexample.
public struct FuzzFailure: Sendable {
  /// The violated property.
  public let property: String
  /// Its clause.
  public let clause: String
  /// What is wrong, in one sentence.
  public let reason: String
  /// Where it is violated worst.
  public let location: Location?
  /// The largest ratio of an error to its bound; nil where none can be measured, or a store brought the defect back.
  public var worstRatio: Double?
  /// The smallest problem found on which the property is violated.
  public let problem: Problem
  /// The tape that draws it.
  public let tape: String
  /// The tape as it was found.
  public let originalTape: String
  /// Evaluations that shrinking took.
  public let evaluations: Int
  /// Whether no choice can be dropped or lowered; otherwise the budget ended before that was known.
  public let isMinimal: Bool
  /// The properties and operators that it explains; the first is its own.
  public var symptoms: [Symptom]

  /// A property that is violated on an operator.
  public struct Symptom: Hashable, Sendable {
    /// The property.
    public let property: String
    /// Its clause.
    public let clause: String
    /// The operator.
    public let op: Operator
  }

  /// The values of the problem's tensors, a line each; of long tensors the first.
  public var values: [String] { problem.values(atMost: 32) }
}

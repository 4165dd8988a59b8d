import DeltaRecords

/// What the suite says about an implementation: a verdict for every property and operator.
public struct Conformance: Hashable, Sendable, Codable {
  /// The name of the implementation.
  public let subject: String
  /// The name of the profile by which errors were judged.
  public let profile: String
  /// How many base requests were asked.
  public let requests: Int
  /// One for each property and operator, in the order of the catalogue.
  public let verdicts: [Verdict]

  /// Whether something was judged, every judgement holds and no answer is absent.
  public var isPass: Bool { failures.isEmpty && verdicts.contains { $0.outcome == .pass } }

  /// The verdicts that keep it from passing: violations, and properties without an answer.
  public var failures: [Verdict] { verdicts.filter { $0.outcome == .fail || $0.outcome == .unable } }
}

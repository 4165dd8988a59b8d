/// What became of one property on one operator.
public enum Outcome: String, Sendable, CaseIterable, Codable {
  /// It held on every case, of which there was at least one.
  case pass
  /// It was violated.
  case fail
  /// It does not apply; the reason says why.
  case outOfDomain
  /// It could not be judged; the reason says why.
  case unable
}

/// Where a violation is: the coordinates of one output element.
public struct Location: Hashable, Sendable, Codable {
  /// The request.
  public var request: String
  /// The output tensor.
  public var tensor: String
  /// Batch row.
  public var batch: Int?
  /// Sequence in `0..<N`.
  public var sequence: Int?
  /// Head: a key head where the tensor has one entry for each of those, otherwise a value head.
  public var head: Int?
  /// Token within its batch row.
  public var token: Int?
  /// Token's position within a chunk of 64, the size that most kernels use.
  public var chunkOffset: Int?
  /// Channel of the value, or of the key where the tensor has none of the value.
  public var channel: Int?
  /// The first token of the request at which the bound is exceeded.
  public var firstToken: Int?

  /// Creates a location with only the request and the tensor known.
  public init(request: String, tensor: String) { (self.request, self.tensor) = (request, tensor) }
}

/// The judgement of one property on one operator.
public struct Verdict: Sendable {
  /// The property's name.
  public var property: String
  /// The clause of `Specs/properties.md` that it guards.
  public var clause: String
  /// The operator.
  public var op: String
  /// What became of it.
  public var outcome: Outcome
  /// How many cases were judged.
  public var cases: Int
  /// The largest ratio of an error to its bound; nil when nothing is measured in ratios.
  public var worstRatio: Double?
  /// Where the worst violation is.
  public var location: Location?
  /// Why, in one sentence, when the outcome is not a pass.
  public var reason: String?
  /// A command that repeats the worst case.
  public var replay: String?

  /// Creates a verdict without a location.
  public init(property: String, clause: String, op: String, outcome: Outcome, cases: Int) {
    (self.property, self.clause, self.op) = (property, clause, op)
    (self.outcome, self.cases) = (outcome, cases)
  }
}

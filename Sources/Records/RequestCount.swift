/// What became of the base requests of a run.
public struct RequestCount: Hashable, Sendable {
  /// By operator.
  public private(set) var operators: [String: Counts] = [:]
  private var reasons: [String: Int] = [:]
  private var conversions: [String: Int] = [:]

  /// Nothing was asked yet.
  public init() {}

  /// The requests of one operator.
  public struct Counts: Hashable, Sendable {
    /// Requests that were answered with outputs.
    public var judged = 0
    /// Requests that the subject declined.
    public var declined = 0
    /// Requests without an answer, or with an error for one.
    public var unanswered = 0

    /// The share of those asked that were judged; 1 where nothing was asked.
    public var coverage: Double {
      let asked = judged + declined + unanswered
      return asked == 0 ? 1 : Double(judged) / Double(asked)
    }
  }

  /// What can become of a request.
  public enum Fate: Hashable, Sendable {
    /// It was answered with outputs.
    case judged
    /// The subject declined it, for a reason.
    case declined(String)
    /// There is no answer.
    case unanswered
  }

  /// Counts a request of an operator, and the conversions that were made for it.
  public mutating func add(_ fate: Fate, to op: String, adapted: [String] = []) {
    for name in adapted { conversions[name, default: 0] += 1 }
    switch fate {
    case .judged: operators[op, default: Counts()].judged += 1
    case .declined(let why):
      operators[op, default: Counts()].declined += 1
      reasons[why, default: 0] += 1
    case .unanswered: operators[op, default: Counts()].unanswered += 1
    }
  }

  /// Requests that were answered with outputs.
  public var judged: Int { operators.values.reduce(0) { $0 + $1.judged } }
  /// Requests without an answer, or with an error for one.
  public var unanswered: Int { operators.values.reduce(0) { $0 + $1.unanswered } }
  /// The conversions that were made for requests that were judged, by name; nil where there were none.
  public var adapted: [CheckRecord.Adapted]? { CheckRecord.Adapted.all(conversions) }
  /// Why requests were declined, most frequent first.
  public var declined: [CheckRecord.Declined] {
    reasons.byFrequency.map { CheckRecord.Declined(reason: $0.key, requests: $0.value) }
  }
}

extension [String: Int] {
  /// Counted reasons, the most frequent first; of equals in the order of the alphabet.
  var byFrequency: [(key: String, value: Int)] { sorted { ($1.value, $0.key) < ($0.value, $1.key) } }
}

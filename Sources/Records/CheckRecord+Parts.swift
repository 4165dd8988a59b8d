extension CheckRecord {
  /// A reason for which a subject declined requests.
  public struct Declined: Hashable, Sendable, Codable {
    /// What the subject said.
    public let reason: String
    /// How many base requests it said it of.
    public let requests: Int

    /// Records a reason.
    public init(reason: String, requests: Int) { (self.reason, self.requests) = (reason, requests) }

    /// The five most frequent of some counted reasons, the most frequent first.
    public static func mostFrequent(_ counts: [String: Int]) -> [Declined] {
      counts.byFrequency.prefix(5).map { .init(reason: $0.key, requests: $0.value) }
    }
  }

  /// A conversion that was made for the subject: what it does is not judged.
  public struct Adapted: Hashable, Sendable, Codable {
    /// Its name, as the subject gives it.
    public let conversion: String
    /// For how many of the base requests that were judged it was made.
    public let requests: Int

    /// Records a conversion.
    public init(conversion: String, requests: Int) { (self.conversion, self.requests) = (conversion, requests) }

    /// Counted conversions by name; nil where there are none.
    public static func all(_ counts: [String: Int]) -> [Adapted]? {
      counts.isEmpty ? nil : counts.sorted { $0.key < $1.key }.map { .init(conversion: $0.key, requests: $0.value) }
    }
  }

  /// How comparisons with the reference were decided.
  public struct OracleUse: Hashable, Sendable, Codable {
    /// By the reference in double precision.
    public let double: Int
    /// By an enclosure.
    public let enclosed: Int

    /// Records the two counts.
    public init(double: Int = 0, enclosed: Int = 0) { (self.double, self.enclosed) = (double, enclosed) }
  }

  /// What became of a failure that was expected (EXPECT-1).
  public struct Expected: Hashable, Sendable, Codable {
    /// The property or clause; nil for any.
    public let property: String?
    /// The operator; nil for any.
    public let op: String?
    /// The request or pattern; nil for any.
    public let request: String?
    /// Why it fails, as the file says.
    public let reason: String
    /// Until when, as the file says.
    public let until: String?
    /// Cases that it covers and that fail.
    public let failing: Int
    /// Cases that it covers and that were judged.
    public let judged: Int
    /// Whether it was judged and nothing that it covers fails any more.
    public let isStale: Bool

    enum CodingKeys: String, CodingKey {
      case property, op = "operator", request, reason, until, failing, judged, isStale = "stale"
    }

    /// Records an entry of the file with its counts.
    public init(
      property: String?, op: String?, request: String?, reason: String, until: String?, failing: Int, judged: Int
    ) {
      (self.property, self.op, self.request) = (property, op, request)
      (self.reason, self.until, self.failing, self.judged) = (reason, until, failing, judged)
      isStale = judged > 0 && failing == 0
    }
  }

  /// What became of one base request.
  public struct RequestRow: Hashable, Sendable, Codable {
    /// Its id.
    public let id: String
    /// Its operator.
    public let op: String
    /// The regime that built it; nil where none did.
    public let regime: String?
    /// Whether it was answered.
    public var status = Status.unanswered
    /// Why it was not, in the subject's words.
    public var reason: String?
    /// How many properties hold on it.
    public var holding = 0
    /// The properties that are violated on it; nil where none is.
    public var failing: [String]?
    /// The properties that could not be judged on it; nil where all could.
    public var unable: [String]?
    /// The property with the largest ratio; nil where nothing was measured.
    public var worstProperty: String?
    /// That ratio.
    public var worstRatio: Double?
    /// True where it is at most this (TOL-10); otherwise nil.
    public var ratioIsCeiling: Bool?

    enum CodingKeys: String, CodingKey {
      case id, op = "operator", regime, status, reason, holding, failing, unable, worstProperty, worstRatio,
        ratioIsCeiling
    }

    /// A request of which nothing is known yet.
    public init(id: String, op: String, regime: String?) { (self.id, self.op, self.regime) = (id, op, regime) }
  }

  /// What a subject made of a request.
  public enum Status: String, Hashable, Sendable, Codable {
    /// It was answered with outputs.
    case judged
    /// The subject says that it does not implement it.
    case declined
    /// There is no answer, or an error for one.
    case unanswered
  }
}

extension CheckRecord {
  /// How many verdicts of each kind, and what became of the base requests.
  public struct Summary: Hashable, Sendable, Codable {
    /// Properties that hold.
    public var pass = 0
    /// Properties that are violated.
    public var fail = 0
    /// Properties that do not apply.
    public var outOfDomain = 0
    /// Properties that could not be judged.
    public var unable = 0
    /// Base requests that were answered with outputs.
    public var judged = 0
    /// Base requests that the subject declined.
    public var declined = 0
    /// Base requests without an answer, or with an error for one.
    public var unanswered = 0

    /// Counts verdicts and requests.
    public init(_ verdicts: [Verdict], _ answered: RequestCount = RequestCount()) {
      (judged, unanswered) = (answered.judged, answered.unanswered)
      declined = answered.declined.reduce(0) { $0 + $1.requests }
      for verdict in verdicts {
        switch verdict.outcome {
        case .pass: pass += 1
        case .fail: fail += 1
        case .outOfDomain: outOfDomain += 1
        case .unable: unable += 1
        }
      }
    }

    /// Undecided where some answer is absent, or nothing was judged at all.
    public var conclusion: Conclusion { Conclusion(fails: fail > 0, decided: unable == 0 && pass > 0) }
  }
}

/// The verdicts of one operator in a line.
public struct OperatorSummary: Hashable, Sendable, Codable {
  /// The operator.
  public let op: String
  /// Whether all that applies holds.
  public let conclusion: Conclusion
  /// How many properties hold.
  public let pass: Int
  /// How many are violated.
  public let fail: Int
  /// How many do not apply.
  public let outOfDomain: Int
  /// How many could not be judged.
  public let unable: Int
  /// Cases judged, over all properties.
  public let cases: Int
  /// The property that comes off worst: a violated one where there is one; nil where nothing is measured in ratios.
  public let worstProperty: String?
  /// Its largest ratio of an error to its bound; nil where it is violated without a measurement.
  public let worstRatio: Double?
  /// True where the largest ratio is at most this (TOL-10); otherwise nil.
  public let ratioIsCeiling: Bool?

  enum CodingKeys: String, CodingKey {
    case op = "operator", conclusion, pass, fail, outOfDomain, unable, cases, worstProperty, worstRatio, ratioIsCeiling
  }

  /// Sums up the verdicts of each operator, in the order of the verdicts.
  public static func all(_ verdicts: [Verdict]) -> [OperatorSummary] {
    let groups = Dictionary(grouping: verdicts, by: \.op)
    var seen = Set<String>()
    return verdicts.map(\.op).filter { seen.insert($0).inserted }.map { OperatorSummary($0, groups[$0]!) }
  }

  private init(_ op: String, _ verdicts: [Verdict]) {
    let counts = CheckRecord.Summary(verdicts)
    (self.op, conclusion) = (op, counts.conclusion)
    (pass, fail, outOfDomain, unable) = (counts.pass, counts.fail, counts.outOfDomain, counts.unable)
    cases = verdicts.reduce(0) { $0 + $1.cases }
    // A violation without a measurement, such as a wrong shape, is worse than any ratio.
    let failing = verdicts.filter { $0.outcome == .fail }
    let candidates = failing.isEmpty ? verdicts.filter { $0.worstRatio != nil } : failing
    let worst = candidates.max { ($0.worstRatio ?? .infinity) < ($1.worstRatio ?? .infinity) }
    (worstProperty, worstRatio, ratioIsCeiling) = (worst?.property, worst?.worstRatio, worst?.ratioIsCeiling)
  }
}

extension CheckRecord {
  /// How many verdicts of each kind, and what became of the base requests.
  public struct Summary: Hashable, Sendable, Codable {
    /// Properties that hold.
    public var pass = 0
    /// Properties that are violated.
    public var fail = 0
    /// Properties that are violated where a file says so, and nowhere else.
    public var expected = 0
    /// Expected failures that do not fail any more.
    public var stale = 0
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
    public init(_ verdicts: [Verdict], _ answered: RequestCount = RequestCount(), stale: Int = 0) {
      (judged, unanswered, self.stale) = (answered.judged, answered.unanswered, stale)
      declined = answered.declined.reduce(0) { $0 + $1.requests }
      for verdict in verdicts {
        switch verdict.outcome {
        case .pass: pass += 1
        case .fail: fail += 1
        case .expected: expected += 1
        case .outOfDomain: outOfDomain += 1
        case .unable: unable += 1
        }
      }
    }

    /// Whether some verdict rests on a judgement.
    var judgesSomething: Bool { pass + expected > 0 }
  }
}

extension DriftRecord {
  /// Counts over the subjects that are judged: exhibits are left out.
  public struct Summary: Hashable, Sendable, Codable {
    /// Curves of one subject on one problem.
    public var curves = 0
    /// Curves whose errors all lie within their bounds.
    public var withinBounds = 0
    /// Curves with an error beyond its bound.
    public var beyondBounds = 0
    /// Problems without a measurable answer.
    public var unanswered = 0
    /// Curves by the law of their growth.
    public var flat = 0
    /// Curves that grow like the square root of the tokens.
    public var randomWalk = 0
    /// Curves that grow like the tokens.
    public var systematic = 0
    /// Curves that grow faster than the tokens.
    public var amplified = 0

    /// Counts the curves of a campaign.
    public init(_ record: DriftRecord) {
      for series in record.judged {
        curves += 1
        if series.worstRatio <= 1 { withinBounds += 1 } else { beyondBounds += 1 }
        switch series.growth {
        case .flat: flat += 1
        case .randomWalk: randomWalk += 1
        case .systematic: systematic += 1
        case .amplified: amplified += 1
        case nil: break
        }
      }
      unanswered = record.gaps.count
    }
  }

  /// The curves of one operator's judged subjects in a line.
  public struct OperatorSummary: Hashable, Sendable {
    /// The operator.
    public let op: String
    /// How many curves there are.
    public let curves: Int
    /// How many of them leave their bounds.
    public let beyondBounds: Int
    /// The curve with the largest error as a share of its bound.
    public let worst: DriftSeries
    /// The steepest growth exponent; nil where none could be fitted.
    public let steepest: Double?
  }

  /// The operators in the order of the rows; one without a judged curve is left out.
  public var operatorSummaries: [OperatorSummary] {
    operators.compactMap { op in
      let own = judged.filter { $0.op == op }
      guard let worst = own.max(by: { $0.worstRatio < $1.worstRatio }) else { return nil }
      return OperatorSummary(
        op: op, curves: own.count, beyondBounds: own.count { !($0.worstRatio <= 1) }, worst: worst,
        steepest: own.compactMap(\.slope).max())
    }
  }
}

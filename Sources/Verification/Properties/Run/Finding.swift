import DeltaOperators

/// What one property said about one base request.
public struct Finding: Sendable {
  /// The property.
  public let property: any Property
  /// The operator of the base request.
  public let op: Operator
  /// The base request.
  public let request: String
  /// What came of it.
  public let result: Result

  /// What came of judging a property on a request.
  public enum Result: Sendable {
    /// It was judged.
    case judged(Judgement)
    /// It does not apply, and why.
    case outOfDomain(String)
    /// An answer is absent, and why.
    case unable(String)
  }

  /// What a judgement comes to: one on no element, or under a bound that is not finite, is never a pass.
  static func result(_ judgement: Judgement) -> Result {
    guard judgement.holds else { return .judged(judgement) }
    if let why = judgement.undecided { return .unable(why) }
    return judgement.compared == 0 ? .outOfDomain("nothing to compare: no element") : .judged(judgement)
  }

  /// Whether the property is violated.
  public var isViolation: Bool {
    if case .judged(let judgement) = result { return !judgement.holds }
    return false
  }
}

extension OracleCount {
  /// Adds up what the judgements of some findings needed.
  public init(_ findings: [Finding]) {
    self = findings.reduce(OracleCount()) { sum, finding in
      guard case .judged(let judgement) = finding.result else { return sum }
      return sum + judgement.oracle
    }
  }
}

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
    ///
    /// Apart from the rest, because a run has some 10⁵ findings, most of which are none.
    indirect case judged(Judgement)
    /// It does not apply, and why.
    case outOfDomain(String)
    /// An answer is absent, and why.
    case unable(String)
    /// It would only repeat another violation, and which (CAUSE-1).
    case silenced(String)
  }

  /// What a judgement comes to: one on no element, or under a bound that is not finite, is never a pass.
  static func result(_ judgement: Judgement) -> Result {
    guard judgement.holds else { return .judged(judgement) }
    if let why = judgement.undecided { return .unable(why) }
    return judgement.compared == 0 ? .outOfDomain("nothing to compare: no element") : .judged(judgement)
  }

  /// Whether the property is violated.
  public var isViolation: Bool { judgement?.holds == false }

  /// The judgement, if there is one.
  public var judgement: Judgement? {
    if case .judged(let judgement) = result { return judgement }
    return nil
  }
}

extension OracleCount {
  /// Adds up what the judgements of some findings needed.
  public init(_ findings: [Finding]) {
    self = findings.reduce(OracleCount()) { sum, finding in sum + (finding.judgement?.oracle ?? OracleCount()) }
  }
}

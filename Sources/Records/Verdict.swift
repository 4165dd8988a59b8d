/// What became of one property on one operator.
public enum Outcome: String, Sendable, CaseIterable, Codable {
  /// It held on every case, of which there was at least one.
  case pass
  /// It was violated.
  case fail
  /// It was violated only where a file says that it would be (EXPECT-1).
  case expected
  /// It does not apply; the reason says why.
  case outOfDomain
  /// It could not be judged; the reason says why.
  case unable
}

/// The judgement of one property on one operator.
public struct Verdict: Hashable, Sendable, Codable {
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
  /// How many cases were not judged because they would only repeat another violation (CAUSE-1); nil for none.
  public var notJudged: Int?
  /// How many cases are violated as expected (EXPECT-1); nil for none.
  public var expected: Int?
  /// The largest ratio of an error to its bound; nil when nothing is measured in ratios.
  public var worstRatio: Double?
  /// True where the largest ratio is known to be at most this, and was not needed more exactly (TOL-10); otherwise nil.
  public var ratioIsCeiling: Bool?
  /// Where the worst violation is.
  public var location: Location?
  /// What cases hold with: a legal form that was not declared (PAR-5); nil where there is none such.
  public var traits: [String]?
  /// Why, in one sentence, when the outcome is not a pass.
  public var reason: String?
  /// The requests on which it fails, in order; nil when it does not fail.
  public var failing: [String]?
  /// What all failing cases have in common and no case that holds has (CAUSE-2); nil where nothing tells them apart.
  public var common: String?
  /// The known conventions that explain all failing cases that were tried (DIAG-1); nil where none does.
  public var explained: [String]?
  /// How large the errors of the worst case are; nil where that was not asked for, or no element is wrong.
  public var errors: ErrorMap?
  /// Why the worst failing request exists; nil where it was not built for a reason.
  public var origin: Origin?
  /// A command that repeats the worst case.
  public var replay: String?

  /// Why a request exists.
  public struct Origin: Hashable, Sendable, Codable {
    /// The regime that built it (`Specs/generators.md`).
    public var regime: String
    /// What it guards against, in words.
    public var why: String
    /// The known defects that it guards against, by their ids.
    public var guards: [String]

    /// Records why a request exists.
    public init(regime: String, why: String, guards: [String]) {
      (self.regime, self.why, self.guards) = (regime, why, guards)
    }
  }

  enum CodingKeys: String, CodingKey {
    case property, clause, op = "operator", outcome, cases, notJudged, expected, worstRatio, ratioIsCeiling, traits
    case location = "where", reason, failing, common, explained, errors, origin, replay
  }

  /// Creates a verdict without a location.
  public init(property: String, clause: String, op: String, outcome: Outcome, cases: Int) {
    (self.property, self.clause, self.op) = (property, clause, op)
    (self.outcome, self.cases) = (outcome, cases)
  }
}

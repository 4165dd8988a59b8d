import DeltaOperators

/// How much the suite asks.
public enum SuiteLevel: String, CaseIterable, Sendable {
  /// Seconds: small extents, every regime.
  case quick
  /// Minutes: more draws of every regime, and production extents.
  case full
}

/// A problem built on purpose, with the reason why it exists.
public struct Case: Sendable {
  /// Unique and stable: operator, regime, variant.
  public let id: String
  /// The regime of `Specs/generators.md`.
  public let regime: String
  /// What it guards against, in words.
  public let why: String
  /// The known defects that it guards against, by their ids.
  public let guards: [String]
  /// The problem; always valid.
  public let problem: Problem

  init(id: String, _ regime: Regime, _ problem: Problem) {
    (self.id, self.regime, why, guards) = (id, regime.name, regime.why, regime.guards)
    self.problem = problem
  }

  /// The problem with its name and its reason, which a failing verdict repeats.
  public var request: Request {
    Request(id: id, problem: problem, origin: Request.Origin(regime: regime, why: why, guards: guards))
  }
}

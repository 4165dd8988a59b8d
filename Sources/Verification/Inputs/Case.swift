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
  /// What it guards against.
  public let why: String
  /// The problem; always valid.
  public let problem: Problem
}

/// How strongly a claim can be checked, best first (`Specs/claims.md`, CLM-1).
public enum Strength: String, Sendable, CaseIterable, Codable {
  /// Rational arithmetic: no tolerance.
  case exact
  /// Equal at random points of F_p: no tolerance, and a stated probability that a false identity survives.
  case identity
  /// Ball arithmetic proves it for the inputs named.
  case enclosed
  /// An estimate within a stated confidence interval.
  case statistical
}

/// What became of a claim.
public enum ClaimOutcome: String, Sendable, CaseIterable, Codable {
  /// Every comparison that the claim makes came out as it says, and there was at least one.
  case holds
  /// A comparison came out otherwise.
  case refuted
  /// Nothing was compared, an enclosure was too wide, or an estimate fell where chance might have put it.
  case undecided
}

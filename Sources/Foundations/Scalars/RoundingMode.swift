/// What rounding to a format does with the bits that do not fit.
public enum RoundingMode: String, Hashable, Sendable, CaseIterable {
  /// To the nearest number, ties to even.
  case nearest
  /// Toward zero: excess bits are dropped.
  case truncate
  /// To one of the two neighbours, away from zero with a probability equal to the distance from the other in steps.
  case stochastic
}

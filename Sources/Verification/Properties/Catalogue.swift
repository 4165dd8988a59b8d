import DeltaOperators

/// The properties that the suite checks.
public enum Catalogue {
  /// In the order in which they are reported.
  public static let all: [any Property] =
    [WellFormed(), Finite(), InputsUntouched(), Repeatable()] + Parity.all + [
      SplitInvariance(), Causality(), Linearity(), PackingInvariance(), HeadPermutation(), BatchPermutation(),
      MaskedToken(), ZeroGate(), LayoutInvariance(), DecodeInvariance(),
    ] + gradients

  /// Those that judge gradients.
  static let gradients: [any Property] =
    [GradientWellFormed(), GradientFinite()] + GradientParity.all + [
      GradientZeros(), GradientLinearity(), GradientRows(),
    ]

  /// Those that need no request besides the base: all that can be judged on fixed recordings.
  public static let withoutRelations: [any Property] = all.filter { !$0.isRelation }
}

import DeltaOperators

/// The properties that the suite checks.
public enum Catalogue {
  /// In the order in which they are reported.
  public static let all: [any Property] =
    [WellFormed.outputs, Finite.outputs, InputsUntouched(), Repeatable()] + Parity.outputs + [
      SplitInvariance(), Causality(), Linearity(), PackingInvariance(), HeadPermutation(), BatchPermutation(),
      MaskedToken(), ZeroGate(), LayoutInvariance(), DecodeInvariance(), Isolation(),
    ] + gradients

  /// Those that judge gradients.
  static let gradients: [any Property] =
    [WellFormed.gradients, Finite.gradients] + Parity.gradients + [
      GradientZeros(), GradientLinearity(), GradientRows(),
    ]

  /// Those that need no request besides the base: all that can be judged on fixed recordings.
  public static let withoutRelations: [any Property] = all.filter { !$0.isRelation }
}

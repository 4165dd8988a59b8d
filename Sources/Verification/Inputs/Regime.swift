import DeltaOperators

/// A family of hard inputs: shapes, settings, and what is done to ordinary tensors to make them hard (GEN-3).
///
/// It may change from version to version; a golden's difficulty, which may not, is a `GoldenTheme`, and what a problem of
/// thousands of tokens looks like is a `DriftRegime`.
struct Regime: Sendable {
  /// The name in case ids.
  let name: String
  /// What it guards against, in words.
  let why: String
  /// The known defects that it guards against, by the museum's ids.
  let guards: [String]
  /// The traits without which the regime has nothing to say.
  let needs: Set<AxisTrait>
  /// Whether the extents of heads are its subject, so that it has none when they are chosen by somebody else.
  let setsExtents: Bool
  /// The variants of the quick suite.
  let quick: [Variant]
  /// Further variants of the full suite.
  let full: [Variant]
  /// Makes ordinary tensors hard; gradients of outputs are there already.
  let harden: @Sendable (inout Problem, inout Draw) -> Void

  init(
    _ name: String, _ why: String, guards: [String] = [], needs: Set<AxisTrait> = [], setsExtents: Bool = false,
    quick: [Variant], full: [Variant] = [],
    harden: @escaping @Sendable (inout Problem, inout Draw) -> Void = { _, _ in }
  ) {
    (self.name, self.why, self.guards, self.needs, self.setsExtents) = (name, why, guards, needs, setsExtents)
    (self.quick, self.full, self.harden) = (quick, full, harden)
  }

  /// The regimes in which bugs of such kernels live (GEN-3); ordinary inputs are only the first.
  static let all: [Regime] = shapes + gates + rawGates + keys + gains + states + values + options + combined
}

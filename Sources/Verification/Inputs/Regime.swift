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
  /// The variants of the quick suite.
  let quick: [Variant]
  /// Further variants of the full suite.
  let full: [Variant]
  /// Makes ordinary tensors hard.
  let harden: @Sendable (inout Problem, inout Draw) -> Void

  init(
    _ name: String, _ why: String, guards: [String] = [], needs: Set<AxisTrait> = [], quick: [Variant],
    full: [Variant] = [],
    harden: @escaping @Sendable (inout Problem, inout Draw) -> Void = { _, _ in }
  ) {
    (self.name, self.why, self.guards, self.needs) = (name, why, guards, needs)
    (self.quick, self.full, self.harden) = (quick, full, harden)
  }

  /// A shape with its settings and a label.
  struct Variant: Sendable {
    let label: String
    let shape: Shape
    var settings = Settings()

    init(_ label: String, _ shape: Shape, _ settings: Settings = Settings()) {
      (self.label, self.shape, self.settings) = (label, shape, settings)
    }

    /// Why an operator does not have the variant's options; nil where it has them.
    func refusal(for op: Operator) -> String? { settings.options.refusal(for: op.axes)?.reason }
  }
}

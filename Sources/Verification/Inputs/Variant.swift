import DeltaOperators

extension Regime {
  /// A shape with its settings and a label.
  struct Variant: Sendable {
    let label: String
    var shape: Shape
    private let settings: Settings
    /// What the quick suite asks of it; the full one asks for gradients wherever there are some.
    let asks: Asks
    /// Whether its values need all bits of float32 (GEN-6).
    var isFloat32: Bool
    /// Optional inputs that are not handed in.
    let omits: [InputName]
    /// Whether an operator that lacks what a setting is for is asked the variant without it.
    let adaptsSettings: Bool
    /// Whether operators that solve with a Gram matrix are spared it.
    let sparesGram: Bool

    init(
      _ label: String, _ shape: Shape, _ settings: Settings = Settings(), asks: Asks = .outputs,
      isFloat32: Bool = false,
      omits: [InputName] = [], adaptsSettings: Bool = false, sparesGram: Bool = false
    ) {
      (self.label, self.shape, self.settings) = (label, shape, settings)
      (self.asks, self.isFloat32, self.omits, self.adaptsSettings) = (asks, isFloat32, omits, adaptsSettings)
      self.sparesGram = sparesGram
    }

    /// The settings that an operator is asked with.
    func settings(for op: Operator) -> Settings {
      guard adaptsSettings else { return settings }
      var own = settings
      if !AxisTrait.tokenGates.isMet(by: op) { own.gate = .log }
      if !AxisTrait.squash.isMet(by: op) { (own.x, own.eps) = (Settings().x, Settings().eps) }
      return own
    }

    /// The same under another label, with values that need all bits of float32.
    func inFloat32(_ label: String) -> Self {
      Self(
        label, shape, settings, asks: asks, isFloat32: true, omits: omits, adaptsSettings: adaptsSettings,
        sparesGram: sparesGram)
    }

    /// Why an operator cannot be asked the variant; nil where it can.
    func refusal(for op: Operator) -> String? {
      let settings = settings(for: op)
      if let refusal = settings.options.refusal(for: op.axes) { return refusal.reason }
      if case .gradients(let names) = asks, names == [.at], !AxisTrait.preconditionerState.isMet(by: op) {
        return AxisTrait.preconditionerState.sentence
      }
      if settings.gate != .log, !AxisTrait.tokenGates.isMet(by: op) { return AxisTrait.tokenGates.sentence }
      if settings.x != Settings().x, !AxisTrait.squash.isMet(by: op) { return AxisTrait.squash.sentence }
      // A system of K channels costs K³ a token.
      let isTooLong = (shape.K > 128 || sparesGram) && AxisTrait.gram.isMet(by: op)
      return isTooLong ? "a Gram matrix of \(shape.K) channels takes too long" : nil
    }

    /// Whether outputs alone are asked of it.
    var asksOutputs: Bool {
      if case .gradients = asks { false } else { true }
    }

    /// The gradients that are handed in with it; nil where none are.
    func cotangents(_ level: SuiteLevel) -> [CotangentName]? {
      // Gradients are defined for the standard options alone.
      guard settings.options == .standard else { return nil }
      if case .gradients(let names) = asks { return names }
      return level == .full || asks == .both ? CotangentName.allCases : nil
    }
  }

  /// What the quick suite asks of a variant.
  enum Asks: Hashable, Sendable {
    /// Outputs.
    case outputs
    /// Outputs, and in a second request gradients, handed in for every output.
    case both
    /// Gradients alone, handed in for these outputs.
    case gradients([CotangentName])
  }
}

/// Something that operators and settings decide about tensors, in code and in the words of `Specs/conventions.md`.
package struct Condition: Sendable {
  /// As the end of a sentence.
  package let words: String
  /// Whether it holds.
  package let holds: @Sendable (Axes, Settings) -> Bool

  init(_ words: String, _ holds: @escaping @Sendable (Axes, Settings) -> Bool) {
    (self.words, self.holds) = (words, holds)
  }
}

extension Condition {
  static let decay = Condition("with a decay") { axes, _ in axes.decay != .none }
  static let constantDecay = Condition("with a constant decay") { axes, _ in axes.decay == .constant }
  static let channelDecay = Condition("with a decay for each channel") { axes, _ in axes.decay == .channel }
  static let rawGates = Condition("with raw gates (CONV-4)") { _, settings in settings.gate != .log }
  static let gainOfBeta = Condition("where the gain reads it (OP-G)") { axes, _ in axes.gain.readsBeta }
  static let splitGain = Condition("with a split gain") { axes, _ in axes.gain == .split }
  static let channelGain = Condition("with a gain for each channel") { axes, _ in axes.gain.isPerChannel }
  static let state = Condition("where a preconditioner accumulates") { axes, _ in
    axes.preconditioner.state != .none
  }
  static let diagonal = Condition("with a diagonal A") { axes, _ in axes.preconditioner.state == .diagonal }
  static let gramOfKeyHead = Condition("with a Gram matrix for each key head") { axes, _ in
    axes.preconditioner.state == .gramOfKeyHead
  }
  static let gramOfValueHead = Condition("with a Gram matrix for each value head") { axes, _ in
    axes.preconditioner.state == .gramOfValueHead
  }
  static let gram = Condition("with a Gram matrix") { axes, _ in axes.preconditioner.state.isGram }
  static let squash = Condition("with a squashed diagonal, unless `write_key` is `sherman-morrison`") {
    $0.preconditioner == .squashedDiagonal && $1.options.writeKey == .squash
  }
  static let ridge = Condition("where A + Λ is divided by or solved with") { axes, settings in
    switch axes.preconditioner {
    case .diagonalQuery, .gramQuery, .gramKey: true
    case .squashedDiagonal: settings.options.writeKey == .shermanMorrison
    case .none, .shiftedQuery: false
    }
  }
  static let shift = Condition("with a shifted query") { axes, _ in axes.preconditioner == .shiftedQuery }
  static let transposedStates = Condition("with `state_layout` `vk`") { _, settings in settings.stateLayout == .vk }
}

/// A value that operators and settings decide: the first exception whose condition holds, otherwise the usual one.
package struct Choice<Value: Sendable>: Sendable {
  /// Where no exception holds.
  package let usual: Value
  /// In the order in which they are tried.
  package let exceptions: [(when: Condition, value: Value)]

  init(_ usual: Value, except exceptions: KeyValuePairs<Condition, Value> = [:]) {
    (self.usual, self.exceptions) = (usual, exceptions.map { (when: $0.key, value: $0.value) })
  }

  /// The value of an operator under some settings.
  package func callAsFunction(_ axes: Axes, _ settings: Settings) -> Value {
    exceptions.first { $0.when.holds(axes, settings) }?.value ?? usual
  }
}

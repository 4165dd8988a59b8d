/// The four choices that make an operator.
public struct Axes: Hashable, Sendable {
  /// How the state is decayed.
  public let decay: Decay
  /// What multiplies the write.
  public let gain: Gain
  /// What turns a key into the write key.
  public let preconditioner: Preconditioner
  /// Whether the write corrects the state's prediction.
  public let solve: Solve

  /// Creates a point of the four axes.
  public init(decay: Decay, gain: Gain, preconditioner: Preconditioner, solve: Solve) {
    (self.decay, self.gain, self.preconditioner, self.solve) = (decay, gain, preconditioner, solve)
  }

  /// Everything that one of the four values brings along.
  package var traits: Traits {
    decay.traits.union(gain.traits).union(preconditioner.traits).union(solve.traits)
  }

  /// Whether an operator here has a trait.
  package func has(_ trait: AxisTrait) -> Bool { traits.contains(trait) }
}

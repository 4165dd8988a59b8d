/// How the state is decayed before the erase reads it: `D_t` of `Specs/operators.md`.
public enum Decay: String, Sendable, CaseIterable {
  /// `D_t = I`.
  case none
  /// `D_t = α_t I`, a log gate `g: [B,T,HV]`.
  case scalar
  /// `D_t = diag(α_t)`, a log gate `g: [B,T,HV,K]`.
  case channel
}

/// What multiplies the write.
public enum Gain: String, Sendable, CaseIterable {
  /// Every token writes at full strength.
  case one
  /// The tensor `beta: [B,T,HV]`.
  case beta
}

/// What turns a key into the write key.
public enum Preconditioner: String, Sendable, CaseIterable {
  /// The key writes itself: `k̃ = k`.
  case none
  /// `k̃ = B∘k` with the squashed diagonal B of the key Gram matrix (OP-A).
  case squashedDiagonal
}

/// Whether the write corrects what the state already predicts.
public enum Solve: String, Sendable, CaseIterable {
  /// `S_t = D_t S_{t−1} + gain·k̃ vᵀ`.
  case offline
  /// `S_t = D_t S_{t−1} + gain·k̃ (v − (D_t S_{t−1})ᵀ k)ᵀ`.
  case online
}

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
}

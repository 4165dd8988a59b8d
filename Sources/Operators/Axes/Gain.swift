/// What multiplies the write (OP-G).
public enum Gain: String, Sendable, CaseIterable {
  /// Every token writes at full strength.
  case one
  /// The tensor `beta: [B,T,HV]`.
  case beta
  /// `β/(1 + β kᵀk̃)`: the step of the implicit update.
  case implicit
  /// `1/‖k‖²`: the projection onto what the token says; 0 for a key of zero.
  case normalised
  /// `(1 − e^{−βλ})/λ`, λ = ‖k‖²: the exact flow for a time β; β for a key of zero.
  case exponential
  /// The tensor `beta` on the write, and `beta_erase` on the erase.
  case split
  /// A gain for each channel: `w: [B,T,HV,V]` on the value that is written, `b: [B,T,HV,K]` on the key that erases.
  case channel

  /// Whether the tensor `beta` is there.
  @inlinable public var readsBeta: Bool {
    self != .one && self != .normalised && self != .channel
  }

  /// Whether the write key decides it, so that it is known only after the preconditioner.
  @inlinable public var readsWriteKey: Bool { self == .implicit }

  /// Whether the erase has a gain of its own.
  @inlinable public var erasesApart: Bool { self == .split }

  /// Whether channels have gains of their own.
  @inlinable public var isPerChannel: Bool { self == .channel }

  /// The tensors that hold the gains of the write and of the erase, where there are any.
  @inlinable public var tensors: (write: InputName, erase: InputName) {
    isPerChannel ? (.w, .b) : (.beta, .betaErase)
  }

  /// What an operator with this gain has.
  package var traits: Traits {
    let own: Traits =
      switch self {
      case .one, .beta: []
      case .implicit: [.implicitGain, .stepGain]
      case .normalised, .exponential: [.dividingGain, .stepGain]
      case .split: [.splitGain, .stepGain]
      case .channel: [.channelGain, .stepGain, .keysApart]
      }
    let tensor: Traits = self == .one || self == .normalised ? [] : [.gainTensor]
    return own.union(tensor).union(self == .one ? [] : [.gain, .correction])
  }
}

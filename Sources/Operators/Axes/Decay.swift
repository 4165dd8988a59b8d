/// How the state is decayed: `D_t` of `Specs/operators.md`.
public enum Decay: String, Sendable, CaseIterable {
  /// `D_t = I`.
  case none
  /// `D_t = α I`, one log gate a head for all tokens, `g: [HV]`.
  case constant
  /// `D_t = α_t I`, a log gate `g: [B,T,HV]`.
  case scalar
  /// `D_t = diag(α_t)`, a log gate `g: [B,T,HV,K]`.
  case channel

  /// Whether every channel of a key has a decay of its own.
  @inlinable public var isPerChannel: Bool { self == .channel }

  /// What an operator with this decay has.
  package var traits: Traits {
    switch self {
    case .none: [.mask]
    case .constant: [.decay]
    case .scalar: [.mask, .decay, .tokenGates]
    case .channel: [.mask, .decay, .tokenGates, .channelDecay]
    }
  }
}

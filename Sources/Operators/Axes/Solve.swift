/// Whether the write corrects what the state already predicts.
public enum Solve: String, Sendable, CaseIterable {
  /// `S_t = D_t S_{t−1} + gain·k̃ vᵀ`.
  case offline
  /// `S_t = D_t S_{t−1} + gain·k̃ (v − (D_t S_{t−1})ᵀ k)ᵀ`.
  case online
  /// `S_t = D_t S_{t−1} + gain·k̃ (v − S_{t−1}ᵀ k)ᵀ`: the erase reads the state before its decay.
  case onlineBeforeDecay = "online-before-decay"

  /// Whether there is an erase.
  @inlinable public var erases: Bool { self != .offline }

  /// What an operator with this solve has.
  package var traits: Traits {
    switch self {
    case .offline: []
    case .online: [.erase, .eraseAfterDecay, .correction]
    case .onlineBeforeDecay: [.erase, .correction]
    }
  }
}

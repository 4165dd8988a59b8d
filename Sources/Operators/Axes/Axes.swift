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
}

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

  /// Whether the tensor `beta` is there.
  public var readsBeta: Bool { self != .one && self != .normalised }
}

/// What turns a key into the write key, or a query into the read query (OP-P).
public enum Preconditioner: String, Sendable, CaseIterable {
  /// The key writes itself, the query reads itself: `k̃ = k`, `q̃ = q`.
  case none
  /// `k̃ = B∘k` with the squashed diagonal B of the key Gram matrix (OP-A).
  case squashedDiagonal
  /// `q̃ = q ⊘ (A_t + Λ)` with the diagonal A of the key Gram matrix.
  case diagonalQuery
  /// `q̃ = (H_t + diag Λ)⁻¹ q` with the Gram matrix H of a value head, decayed and gained as the state is.
  case gramQuery
  /// `k̃ = (A_t + diag Λ)⁻¹ k` with the Gram matrix A of a key head.
  case gramKey
  /// `q̃ = q − d·k`.
  case shiftedQuery

  /// What it accumulates from token to token.
  public var curvature: Curvature {
    switch self {
    case .none, .shiftedQuery: .none
    case .squashedDiagonal, .diagonalQuery: .diagonal
    case .gramQuery: .gramOfValueHead
    case .gramKey: .gramOfKeyHead
    }
  }
}

/// What a preconditioner accumulates: the state `at` and its shape.
public enum Curvature: Sendable {
  /// Nothing.
  case none
  /// A diagonal for each key head, `[N,H,K]`.
  case diagonal
  /// A matrix for each key head, `[N,H,K,K]`.
  case gramOfKeyHead
  /// A matrix for each value head, `[N,HV,K,K]`.
  case gramOfValueHead

  /// Whether it is a full matrix.
  public var isGram: Bool { self == .gramOfKeyHead || self == .gramOfValueHead }
}

/// Whether the write corrects what the state already predicts.
public enum Solve: String, Sendable, CaseIterable {
  /// `S_t = D_t S_{t−1} + gain·k̃ vᵀ`.
  case offline
  /// `S_t = D_t S_{t−1} + gain·k̃ (v − (D_t S_{t−1})ᵀ k)ᵀ`.
  case online
  /// `S_t = D_t S_{t−1} + gain·k̃ (v − S_{t−1}ᵀ k)ᵀ`: the erase reads the state before its decay.
  case onlineBeforeDecay = "online-before-decay"

  /// Whether there is an erase.
  public var erases: Bool { self != .offline }
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

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
  @inlinable public var state: PreconditionerState {
    switch self {
    case .none, .shiftedQuery: .none
    case .squashedDiagonal, .diagonalQuery: .diagonal
    case .gramQuery: .gramOfValueHead
    case .gramKey: .gramOfKeyHead
    }
  }

  /// What an operator with this preconditioner has.
  package var traits: Traits {
    let own: Traits =
      switch self {
      case .none: []
      case .squashedDiagonal: [.writeKey, .keysApart, .squash]
      case .diagonalQuery, .gramQuery: [.solvedQuery, .ridge]
      case .gramKey: [.writeKey, .keysApart, .ridge]
      case .shiftedQuery: [.shift]
      }
    return own.union(state.traits)
  }
}

/// The state of a preconditioner, A of the equations: what it accumulates, and the shape of `a0` and `at`.
public enum PreconditionerState: Sendable {
  /// Nothing.
  case none
  /// A diagonal for each key head, `[N,H,K]`.
  case diagonal
  /// A matrix for each key head, `[N,H,K,K]`.
  case gramOfKeyHead
  /// A matrix for each value head, `[N,HV,K,K]`.
  case gramOfValueHead

  /// Whether it is a full matrix.
  @inlinable public var isGram: Bool { self == .gramOfKeyHead || self == .gramOfValueHead }

  package var traits: Traits {
    switch self {
    case .none: []
    case .diagonal: [.preconditionerState, .diagonal]
    case .gramOfKeyHead: [.preconditionerState, .gram]
    case .gramOfValueHead: [.preconditionerState, .gram, .gramOfValueHead]
    }
  }
}

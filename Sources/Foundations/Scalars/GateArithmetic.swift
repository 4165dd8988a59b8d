/// How an implementation forms the decay over several tokens (TOL-11).
public enum DecayForm: String, Hashable, Sendable, CaseIterable {
  /// As the product of the decays of the tokens: each is wrong by a few roundings of its own.
  case products
  /// As exp(G_i − G_j) of cumulative sums of log decays, begun anew with every chunk: each is wrong by a rounding of G.
  case cumulative

  /// What an implementation with such decays is said to have.
  public var words: String { self == .products ? "products of decays" : "cumulative decays" }
  /// Tokens after which cumulative sums begin anew: the largest chunk in common use.
  public static let chunk = 64
}

/// How an implementation sums the gradients of log decays (GRAD-6).
public enum GateGradientForm: String, Hashable, Sendable, CaseIterable {
  /// Over the pairs of a token that writes and one that reads, between which the decay lies.
  case pairs
  /// As reverse cumulative sums of q∘dq − k∘dk, begun anew with every chunk: what cancels leaves its rounding.
  case cumulative
  /// As the same sums, each taken as that of its whole chunk less what precedes: a remainder of the largest product stays.
  case differences

  /// What an implementation with such gradients is said to have.
  public var words: String {
    switch self {
    case .pairs: "gate gradients by pairs"
    case .cumulative: "cumulative gate gradients"
    case .differences: "gate gradients as differences of cumulative sums"
    }
  }
  /// Whether they are made from sums over tokens, whose terms cancel.
  public var isSummed: Bool { self != .pairs }
  /// The forms that are, that which loses least first.
  public static let summed = allCases.filter(\.isSummed)
  /// Whether this form comes after another in the order of what they lose.
  public func loses(moreThan other: GateGradientForm) -> Bool {
    Self.allCases.firstIndex(of: self)! > Self.allCases.firstIndex(of: other)!
  }
}

/// How an implementation in chunks finds what tokens write that erase each other (TOL-17).
public enum SolveForm: String, Hashable, Sendable, CaseIterable {
  /// Token after token, each from what the ones before it wrote.
  case substitution
  /// By an inverse of I + L that is formed first, of operands, and multiplied as one.
  case inverse

  /// What an implementation that solves so is said to have.
  public var words: String { self == .substitution ? "substitution" : "an inverse of I + L formed first" }
}

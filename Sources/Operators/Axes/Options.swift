/// How a diagonal becomes a write key (`Specs/operators.md`, OP-K).
public enum WriteKey: String, Sendable, CaseIterable {
  /// `k̃ = B∘k` with B the squash of A_t.
  case squash
  /// `k̃ = p∘k/(1 + kᵀ(p∘k))` with `p = 1 ⊘ (A_{t−1} + Λ)`.
  case shermanMorrison = "sherman-morrison"
}

/// What the squashed diagonal B is multiplied by (OP-N).
public enum KeyFactor: String, Sendable, CaseIterable {
  /// One.
  case none
  /// `1/(kᵀBk)`, so that `kᵀk̃ = 1`; a key of zero writes nothing.
  case reciprocal
  /// `1/(1 + kᵀBk)`.
  case damped
  /// `β/(α + β kᵀBk)`, in the place of the gain β.
  case weighted
}

/// How the system of a Gram matrix is solved for the query (OP-S).
public enum GramSolve: Hashable, Sendable {
  /// By factors: exact but for rounding.
  case exact
  /// By a fixed number of steps of conjugate gradients, afresh for each token.
  ///
  /// `eps` is added to both denominators, so that a residual of zero stays one.
  case conjugateGradient(iterations: Int, start: Start = .diagonal, eps: Double = 1e-5)

  /// Where conjugate gradients start.
  public enum Start: String, Sendable, CaseIterable {
    /// From zero.
    case zero
    /// From `q ⊘ (diag H + Λ)`.
    case diagonal
  }

  /// The most steps that are legal.
  public static let iterationLimit = 1000
}

/// Which query gives up its share of the key, where one does (OP-R).
public enum QueryShift: String, Sendable, CaseIterable {
  /// What norm and scale have made of it, and a share of the key as its norm has made it.
  case normalised
  /// The one handed over, and a share of the key handed over; norm and scale come after.
  case raw
}

/// What the four axes leave open: variants of the preconditioner that kernels and papers differ in.
///
/// The defaults are the kernels'.
public struct Options: Hashable, Sendable {
  /// How a diagonal becomes a write key.
  public var writeKey: WriteKey
  /// What the squashed diagonal is multiplied by.
  public var factor: KeyFactor
  /// How the system of a Gram matrix is solved for the query.
  public var gramSolve: GramSolve
  /// Which query gives up its share of the key.
  public var queryShift: QueryShift

  /// Creates options.
  public init(
    writeKey: WriteKey = .squash, factor: KeyFactor = .none, gramSolve: GramSolve = .exact,
    queryShift: QueryShift = .normalised
  ) {
    (self.writeKey, self.factor, self.gramSolve) = (writeKey, factor, gramSolve)
    self.queryShift = queryShift
  }

  /// What an implementation that knows no options computes.
  public static let standard = Options()

  /// The options that reports, suites and generators try, the standard first.
  public static let tried: [Options] =
    [.standard, Options(writeKey: .shermanMorrison)]
    + [.reciprocal, .damped, .weighted].map { Options(factor: $0) }
    + [
      .conjugateGradient(iterations: 1), .conjugateGradient(iterations: 4, start: .zero),
      .conjugateGradient(iterations: 30),
    ].map { Options(gramSolve: $0) } + [Options(queryShift: .raw)]

  /// Those of ``tried`` that an operator has.
  public static func tried(for axes: Axes) -> [Options] { tried.filter { $0.refusal(for: axes) == nil } }
}

extension Options: CustomStringConvertible {
  /// The settings that differ from the standard ones, by their exchange names.
  public var description: String {
    var parts: [String] = []
    if writeKey != .squash { parts.append("write_key=\(writeKey.rawValue)") }
    if factor != .none { parts.append("write_key_factor=\(factor.rawValue)") }
    if case .conjugateGradient(let iterations, let start, _) = gramSolve {
      parts.append("solver=conjugate-gradient (\(iterations) from \(start.rawValue))")
    }
    if queryShift != .normalised { parts.append("query_shift=\(queryShift.rawValue)") }
    return parts.isEmpty ? "standard" : parts.joined(separator: " ")
  }
}

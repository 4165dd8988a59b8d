/// The error of one subject on one long problem within one window of tokens (`Specs/drift.md`, DRIFT-2, DRIFT-3).
///
/// All four numbers are dimensionless. They are infinite where the subject returned a value that is not finite.
public struct DriftRow: Hashable, Sendable, Codable {
  /// The operator's contract name.
  public let op: String
  /// The gate regime of the long problem.
  public let regime: String
  /// The label of the subject.
  public let subject: String
  /// The window ends after this many tokens; it begins where the previous one ended.
  public let tokens: Int
  /// Root mean square error of `o` over the window divided by the root mean square of the reference.
  public let relativeError: Double
  /// The relative error that the profile's arithmetic is expected to make, by random rounding of the reference.
  public let modelError: Double
  /// `relativeError / modelError`: 1 for an implementation that rounds as the model does.
  public let typicalRatio: Double
  /// The largest error of an element in the window as a share of its bound; above 1 is a violation.
  public let worstRatio: Double

  enum CodingKeys: String, CodingKey {
    case op = "operator", regime, subject, tokens = "T", relativeError, modelError, typicalRatio, worstRatio
  }

  /// Records one window.
  public init(
    op: String, regime: String, subject: String, tokens: Int, relativeError: Double, modelError: Double,
    typicalRatio: Double, worstRatio: Double
  ) {
    (self.op, self.regime, self.subject, self.tokens) = (op, regime, subject, tokens)
    (self.relativeError, self.modelError) = (relativeError, modelError)
    (self.typicalRatio, self.worstRatio) = (typicalRatio, worstRatio)
  }
}

/// The distance of the Sherman–Morrison recursion from the direct least-squares solution after some tokens (DRIFT-6).
public struct RecursionRow: Hashable, Sendable, Codable {
  /// How the keys are distributed.
  public let keys: String
  /// The ridge λ.
  public let ridge: Double
  /// The arithmetic of the recursion.
  public let scalar: String
  /// Tokens absorbed so far.
  public let tokens: Int
  /// ‖S − S*‖_F / ‖S*‖_F, with S* the direct solution.
  public let relativeError: Double
  /// What the direct solution guarantees of itself: its own forward error bound, relative in the same norm.
  public let directBound: Double
  /// The reciprocal condition number of the Gram matrix, as estimated by the direct solver.
  public let reciprocalCondition: Double

  enum CodingKeys: String, CodingKey {
    case keys, ridge, scalar, tokens = "T", relativeError, directBound, reciprocalCondition
  }

  /// Records one comparison.
  public init(
    keys: String, ridge: Double, scalar: String, tokens: Int, relativeError: Double, directBound: Double,
    reciprocalCondition: Double
  ) {
    (self.keys, self.ridge, self.scalar, self.tokens) = (keys, ridge, scalar, tokens)
    (self.relativeError, self.directBound) = (relativeError, directBound)
    self.reciprocalCondition = reciprocalCondition
  }
}

/// The distance of MesaNet by conjugate gradients from MesaNet by an exact solve, within one window (DRIFT-8).
public struct SolverRow: Hashable, Sendable, Codable {
  /// The regime of the long problem.
  public let regime: String
  /// Where the iteration starts.
  public let start: String
  /// What is added to its denominators.
  public let eps: Double
  /// The number of its steps.
  public let iterations: Int
  /// The window ends after this many tokens; it begins where the previous one ended.
  public let tokens: Int
  /// Root mean square difference of `o` over the window divided by the root mean square of the exact one.
  public let relativeError: Double

  enum CodingKeys: String, CodingKey { case regime, start, eps, iterations, tokens = "T", relativeError }

  /// Records one window.
  public init(regime: String, start: String, eps: Double, iterations: Int, tokens: Int, relativeError: Double) {
    (self.regime, self.start, self.eps, self.iterations) = (regime, start, eps, iterations)
    (self.tokens, self.relativeError) = (tokens, relativeError)
  }
}

/// A long problem to which a subject gave no answer that can be measured.
public struct DriftGap: Hashable, Sendable, Codable {
  /// The operator's contract name.
  public let op: String
  /// The gate regime of the long problem.
  public let regime: String
  /// The label of the subject.
  public let subject: String
  /// Why, in one sentence.
  public let reason: String

  enum CodingKeys: String, CodingKey { case op = "operator", regime, subject, reason }

  /// Records a gap.
  public init(op: String, regime: String, subject: String, reason: String) {
    (self.op, self.regime, self.subject, self.reason) = (op, regime, subject, reason)
  }
}

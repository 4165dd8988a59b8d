/// A way to solve the ridge problem; two ways that agree are worth more than one (clause LS-2).
public enum Formulation: String, Sendable, CaseIterable {
  /// Cholesky factor of the Gram matrix, by `dposvx`.
  case cholesky
  /// Orthogonal factor of the keys stacked on √λ·I, by `dgeqrf`.
  case qr
  /// Singular values of the same stack, cut at the numerical rank, by `dgelsd`: the solution of minimum norm.
  case minimumNorm
}

/// The exact ridge solution after one token, as LAPACK computes it, with what is known of its error.
///
/// Columns are the V value channels followed by one more, the preconditioned key `P_t k_t`.
public struct RidgeSolution: Sendable {
  /// The token after which this is the solution.
  public let token: Int
  /// How it was computed.
  public let formulation: Formulation
  /// S*_t in the layout `[K,V]`.
  public let state: [Double]
  /// `P_t k_t`, `[K]`: by EQ-2 the exact write key.
  public let preconditionedKey: [Double]
  /// The numerical rank of the keys, ridge included.
  public let rank: Int
  /// LAPACK's reciprocal condition number: of the Gram matrix for Cholesky, of the stack for the two others.
  public let reciprocalCondition: Double
  /// LAPACK's estimate of the error relative to the column's largest element (Cholesky) or 2-norm (others), `[V+1]`.
  public let forwardError: [Double]
  /// LAPACK's componentwise backward error, `[V+1]`; empty where LAPACK gives none.
  public let backwardError: [Double]
  /// A bound on the absolute error of each element of a column, `[V+1]`, by clause LS-4; infinite where there is none.
  public let errorBound: [Double]
}

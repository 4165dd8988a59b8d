/// Why there is no solution to hand back: each case prints as one sentence that names the thing and the remedy.
public enum LeastSquaresError: Error, Hashable {
  /// A history that is not one.
  case input(String)
  /// A token outside the history.
  case token(Int, count: Int)
  /// Cholesky met a pivot that is not positive.
  case notPositiveDefinite(token: Int, pivot: Int)
  /// A factor with a zero on its diagonal: the keys do not span and there is no ridge.
  case rankDeficient(token: Int)
  /// The iteration for the singular values did not converge.
  case noConvergence(token: Int)
  /// LAPACK refused an argument: a defect of this module.
  case lapack(routine: String, info: Int)
}

extension LeastSquaresError: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .input(let text): text
    case .token(let token, let count):
      "Token \(token) was asked for, but the history has \(count) tokens, counted from 0."
    case .notPositiveDefinite(let token, let pivot):
      "The Gram matrix at token \(token) is not positive definite to working precision (pivot \(pivot)); "
        + "use the QR or the minimum-norm formulation, or a larger ridge."
    case .rankDeficient(let token):
      "The keys up to token \(token) do not span and the ridge is 0; use the minimum-norm formulation."
    case .noConvergence(let token):
      "The singular values at token \(token) did not converge; scale the keys or use another formulation."
    case .lapack(let routine, let info): "LAPACK's \(routine) returned \(info), which is a defect of this package."
    }
  }
}

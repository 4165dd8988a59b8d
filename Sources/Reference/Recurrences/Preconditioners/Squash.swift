import DeltaOperators
import DeltaScalars

/// The squashed diagonal, elementwise: `r = log(A + ε) − c`, `s = r/(1+|r|)`, `B = exp(−log x · s)` (OP-A).
public struct Squash<S: AnalyticScalar>: DiagonalMap {
  @usableFromInline let logBound: S
  @usableFromInline let eps: S
  @usableFromInline let centres: [S]

  /// Creates the squash of a problem; `centres` holds c for each key head.
  @inlinable public init(x: S, eps: S, centres: [S]) {
    (logBound, self.eps, self.centres) = (S.log(x), eps, centres)
  }

  /// B for the diagonal state `a` of key head `head`.
  @inlinable public func preconditioner(_ a: S, head: Int) -> S {
    let r = S.log(a + eps) - centres[head]
    let s = r / (S.one + S.abs(r))
    return S.exp(-(logBound * s))
  }
}

extension Squash {
  /// The squash that a problem asks for; an operator without preconditioner has no centres and never calls it.
  @inlinable public init(_ problem: Problem) {
    let centres = problem.inputs[.logATKScale]?.values ?? []
    self.init(
      x: S(problem.settings.x), eps: S(problem.settings.eps), centres: centres.map { S(Double($0)) })
  }
}

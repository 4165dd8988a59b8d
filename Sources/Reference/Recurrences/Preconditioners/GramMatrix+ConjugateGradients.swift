import DeltaOperators
import DeltaScalars

extension GramMatrix {
  /// A fixed number of steps of conjugate gradients for `(A + diag Λ) x = b`, b at `start` of an array (OP-S).
  ///
  ///     r = p = b − G x
  ///     a = rᵀr/(pᵀG p + ε)     x ← x + a p     r' ← r − a G p     p ← r' + r'ᵀr'/(rᵀr + ε) p
  ///
  /// With ε > 0 nothing is ever divided by zero: a residual of zero stays zero, and x stays as it is. With ε = 0, K steps
  /// are exact in exact arithmetic.
  ///
  /// - Complexity: O(iterations·K²).
  @inlinable func conjugateGradients<R: Rounding>(
    _ b: [S], at start: Int, _ head: HeadSlice<S>, iterations: Int, from origin: GramSolve.Start, _ r: inout R
  ) -> [S] where R.Value == S {
    let (eps, ridge) = (head.problem.solveEps, Array(head.problem.lambda[head.keyHead * K..<(head.keyHead + 1) * K]))
    var x = [S](repeating: .zero, count: K)
    var residual = Array(b[start..<start + K])
    if origin == .diagonal {
      for i in 0..<K { x[i] = r(residual[i] / r(elements[i * K + i] + ridge[i])) }
      let Gx = ridgedProduct(x, ridge, &r)
      for i in 0..<K { residual[i] = r(residual[i] - Gx[i]) }
    }
    var p = residual
    var square = squaredNorm(residual, at: 0, count: K, &r)
    for _ in 0..<iterations {
      let Gp = ridgedProduct(p, ridge, &r)
      let slope = r(dot(p, at: 0, Gp, at: 0, count: K, &r) + eps)
      let step = r(square / slope)
      for i in 0..<K {
        x[i].addProduct(step, p[i])
        residual[i].addProduct(-step, Gp[i])
        (x[i], residual[i]) = (r(x[i]), r(residual[i]))
      }
      let next = squaredNorm(residual, at: 0, count: K, &r)
      let share = r(next / r(square + eps))
      for i in 0..<K { p[i] = r(residual[i] + r(share * p[i])) }
      square = next
    }
    return x
  }

  /// `(A + diag Λ) x`.
  @inlinable func ridgedProduct<R: Rounding>(_ x: [S], _ ridge: [S], _ r: inout R) -> [S] where R.Value == S {
    (0..<K).map { i in r(rowProduct(i, x, at: 0, &r) + r(ridge[i] * x[i])) }
  }
}

import DeltaOperators
import DeltaScalars

/// The system `(A + diag Λ) x = b` of a K×K Gram matrix inside an array.
@usableFromInline struct RidgeSystem<S: Scalar> {
  @usableFromInline let gram: [S]
  @usableFromInline let first, K: Int
  @usableFromInline let ridges: [S]
  @usableFromInline let ridge: Int

  @inlinable init(gram: [S], first: Int, K: Int, ridges: [S], ridge: Int) {
    (self.gram, self.first, self.K, self.ridges, self.ridge) = (gram, first, K, ridges, ridge)
  }

  /// A fixed number of steps of conjugate gradients for the right-hand side at `start` of `right` (OP-S).
  ///
  ///     r = p = b − G x
  ///     a = rᵀr/(pᵀG p + ε)     x ← x + a p     r' ← r − a G p     p ← r' + r'ᵀr'/(rᵀr + ε) p
  ///
  /// With ε > 0 nothing is ever divided by zero: a residual of zero stays zero, and x stays as it is. With ε = 0, K steps
  /// are exact in exact arithmetic.
  ///
  /// - Complexity: O(iterations·K²).
  @inlinable func conjugateGradients<R: Rounding>(
    _ right: [S], at start: Int, iterations: Int, from origin: GramSolve.Start, eps: S, _ rounding: inout R
  ) -> [S] where R.Value == S {
    var x = [S](repeating: .zero, count: K)
    var r = Array(right[start..<start + K])
    if origin == .diagonal {
      for i in 0..<K {
        let diagonal = rounding.accumulator(gram[first + i * K + i] + ridges[ridge + i])
        x[i] = rounding.accumulator(r[i] / diagonal)
      }
      let Gx = product(x, &rounding)
      for i in 0..<K { r[i] = rounding.accumulator(r[i] - Gx[i]) }
    }
    var p = r
    var square = squaredNorm(r, at: 0, count: K, &rounding)
    for _ in 0..<iterations {
      let Gp = product(p, &rounding)
      let curvature = rounding.accumulator(dot(p, at: 0, Gp, at: 0, count: K, &rounding) + eps)
      let step = rounding.accumulator(square / curvature)
      for i in 0..<K {
        x[i].addProduct(step, p[i])
        r[i].addProduct(-step, Gp[i])
        (x[i], r[i]) = (rounding.accumulator(x[i]), rounding.accumulator(r[i]))
      }
      let next = squaredNorm(r, at: 0, count: K, &rounding)
      let share = rounding.accumulator(next / rounding.accumulator(square + eps))
      for i in 0..<K { p[i] = rounding.accumulator(r[i] + rounding.accumulator(share * p[i])) }
      square = next
    }
    return x
  }

  /// `(A + diag Λ) x`.
  @inlinable func product<R: Rounding>(_ x: [S], _ rounding: inout R) -> [S] where R.Value == S {
    (0..<K).map { i in
      var sum = S.zero
      for j in 0..<K {
        sum.addProduct(rounding.operand(gram[first + i * K + j]), rounding.operand(x[j]))
        sum = rounding.accumulator(sum)
      }
      return rounding.accumulator(sum + rounding.accumulator(ridges[ridge + i] * x[i]))
    }
  }
}

import DeltaScalars

/// The Gram matrix of one head from token to token, and the linear system that it makes with the ridge (CH-4).
@usableFromInline final class RidgeSolver<S: Scalar> {
  @usableFromInline let K: Int
  /// The factors, K×K.
  @usableFromInline var factors: [S]

  @inlinable init(K: Int) { (self.K, factors) = (K, [S](repeating: .zero, count: K * K)) }

  /// `A ← α A + gain k kᵀ`.
  @inlinable func advance(_ gram: UnsafeMutablePointer<S>, decay: S, gain: S, _ keys: [S], _ key: Int) {
    for i in 0..<K {
      for j in 0...i {
        let product = gain * (keys[key + i] * keys[key + j])
        gram[i * K + j] = decay * gram[i * K + j] + product
        if j < i { gram[j * K + i] = decay * gram[j * K + i] + product }
      }
    }
  }

  /// `x ← (A + diag Λ)⁻¹ b` by A = L D Lᵀ row after row; only the lower triangle is read.
  @inlinable func solve(
    _ gram: UnsafeMutablePointer<S>, _ lambda: [S], _ ridge: Int, _ right: [S], _ first: Int,
    into x: UnsafeMutablePointer<S>
  ) {
    factors.withUnsafeMutableBufferPointer { f in
      for i in 0..<K {
        // Row i: f_ij = D_j L_ij at first; then the pivot D_i takes what is left, and the quotients L_ij stay.
        for j in 0..<i {
          var sum = gram[i * K + j]
          for m in 0..<j { sum.addProduct(-f[i * K + m], f[j * K + m]) }
          f[i * K + j] = sum
        }
        var pivot = gram[i * K + i] + lambda[ridge + i]
        for m in 0..<i {
          let quotient = f[i * K + m] / f[m * K + m]
          pivot.addProduct(-f[i * K + m], quotient)
          f[i * K + m] = quotient
        }
        f[i * K + i] = pivot
        var y = right[first + i]
        for m in 0..<i { y.addProduct(-f[i * K + m], x[m]) }
        x[i] = y
      }
      for i in (0..<K).reversed() {
        x[i] = x[i] / f[i * K + i]
        for m in i + 1..<max(K, i + 1) { x[i].addProduct(-f[m * K + i], x[m]) }
      }
    }
  }
}

import DeltaScalars

/// The Gram matrix of one head from token to token, and the linear system that it makes with the ridge (CH-4).
@usableFromInline final class RidgeSolver<S: Scalar> {
  @usableFromInline let K: Int
  /// The factors, K×K.
  @usableFromInline var factors: [S]

  @inlinable init(K: Int) { (self.K, factors) = (K, [S](repeating: .zero, count: K * K)) }

  /// `A ← α A + gain k kᵀ`.
  @inlinable func advance(_ gram: UnsafeMutablePointer<S>, decay: S, gain: S, _ keys: [S], _ key: Int) {
    keys.withUnsafeBufferPointer { k in
      for i in 0..<K {
        for j in 0...i {
          let product = gain * (k[key + i] * k[key + j])
          gram[i * K + j] = decay * gram[i * K + j] + product
          if j < i { gram[j * K + i] = decay * gram[j * K + i] + product }
        }
      }
    }
  }

  /// `x ← (A + diag Λ)⁻¹ b` by A = L D Lᵀ; only the upper triangle is read.
  ///
  /// Row after row is taken off those below it, so that what is next to each other in memory is worked on together.
  @inlinable func solve(
    _ gram: UnsafeMutablePointer<S>, _ lambda: [S], _ ridge: Int, _ right: [S], _ first: Int,
    into x: UnsafeMutablePointer<S>
  ) {
    factors.withUnsafeMutableBufferPointer { f in
      let f = f.baseAddress!
      f.update(from: gram, count: K * K)
      for i in 0..<K {
        f[i * K + i] = f[i * K + i] + lambda[ridge + i]
        x[i] = right[first + i]
      }
      // Row j is D_j times row j of Lᵀ when its turn comes.
      for j in 0..<K {
        for i in j + 1..<max(K, j + 1) {
          let factor = -(f[j * K + i] / f[j * K + j])
          S.addProducts(of: f + (j * K + i), stride: 1, with: factor, to: f + (i * K + i), K - i)
          x[i].addProduct(factor, x[j])
        }
      }
      for i in (0..<K).reversed() {
        var rest = -x[i]
        rest.addProducts(of: f + (i * K + i + 1), x + i + 1, K - i - 1)
        x[i] = -rest / f[i * K + i]
      }
    }
  }
}

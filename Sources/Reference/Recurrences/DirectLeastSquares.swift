import DeltaScalars

/// The other side of EQ-1 to EQ-5: the Gram matrix G and the cross-products C, solved by elimination when asked.
///
///     G_t = a G_{t−1} + b k kᵀ           C_t = a G_{t−1} D_t G_{t−1}⁻¹ C_{t−1} + b k vᵀ
///
/// With D = αI the middle factor is α and nothing is inverted on the way; with D = I it is the plain sum. Elimination
/// takes pivots in order, which never meets a zero for a positive definite G over an ordered field and meets one with
/// probability at most K·T/p at random points of a prime field. Layouts: G `[K,K]`, C `[K,V]`. Source: EQ-1 to EQ-5.
public struct DirectLeastSquares<S: Scalar>: Sendable {
  /// Channels of a key.
  public let K: Int
  /// Channels of a value.
  public let V: Int
  /// G_t, `[K,K]`.
  public var gram: [S]
  /// C_t, `[K,V]`.
  public var cross: [S]

  /// Starts from `G_0 = λI` and `C_0 = 0`.
  @inlinable public init(K: Int, V: Int, ridge: S) {
    (self.K, self.V) = (K, V)
    gram = .init(repeating: .zero, count: K * K)
    cross = .init(repeating: .zero, count: K * V)
    for i in 0..<K { gram[i * K + i] = ridge }
  }

  /// Takes in one token with a scalar decay α of the targets (EQ-1, EQ-3 and EQ-4).
  ///
  /// - Complexity: O(K² + K·V).
  @inlinable public mutating func absorb(
    key k: [S], value v: [S], weight b: S = .one, forgetting a: S = .one, decay: S = .one
  ) {
    for p in cross.indices { cross[p] = decay * a * cross[p] }
    add(k, v, b, a)
  }

  /// Takes in one token with a diagonal decay D of the targets (EQ-5).
  ///
  /// - Complexity: O(K³ + K²·V), for the solve with the past Gram matrix.
  @inlinable public mutating func absorb(
    key k: [S], value v: [S], weight b: S = .one, forgetting a: S = .one, channelDecay: [S]
  ) {
    // C ← a G D (G⁻¹ C).
    var solved = state
    for i in 0..<K { for j in 0..<V { solved[i * V + j] = a * channelDecay[i] * solved[i * V + j] } }
    for i in 0..<K {
      for j in 0..<V {
        var sum = S.zero
        for l in 0..<K { sum.addProduct(gram[i * K + l], solved[l * V + j]) }
        cross[i * V + j] = sum
      }
    }
    add(k, v, b, a)
  }

  @inlinable mutating func add(_ k: [S], _ v: [S], _ b: S, _ a: S) {
    for i in 0..<K {
      let weighted = b * k[i]
      for j in 0..<K { gram[i * K + j] = a * gram[i * K + j] + weighted * k[j] }
      for j in 0..<V { cross[i * V + j].addProduct(weighted, v[j]) }
    }
  }

  /// The least-squares state `G⁻¹C`, `[K,V]`.
  ///
  /// - Complexity: O(K³ + K²·V).
  @inlinable public var state: [S] { eliminate(gram, cross, columns: V) }

  /// `P_t x = G⁻¹x`, `[K]`.
  ///
  /// - Complexity: O(K³).
  @inlinable public func preconditioned(_ x: [S]) -> [S] { eliminate(gram, x, columns: 1) }

  /// The offline output `Cᵀ(P q)`, `[V]`.
  ///
  /// - Complexity: O(K³ + K·V).
  @inlinable public func output(query q: [S]) -> [S] {
    let Pq = preconditioned(q)
    return (0..<V).map { j in
      var sum = S.zero
      for i in 0..<K { sum.addProduct(cross[i * V + j], Pq[i]) }
      return sum
    }
  }

  /// `matrix⁻¹·right` by Gaussian elimination with pivots in order.
  @inlinable func eliminate(_ matrix: [S], _ right: [S], columns: Int) -> [S] {
    var (a, x) = (matrix, right)
    for p in 0..<K {
      let pivot = S.one / a[p * K + p]
      for i in p + 1..<K {
        let factor = -(a[i * K + p] * pivot)
        for j in p + 1..<K { a[i * K + j].addProduct(factor, a[p * K + j]) }
        for j in 0..<columns { x[i * columns + j].addProduct(factor, x[p * columns + j]) }
      }
    }
    for p in stride(from: K - 1, through: 0, by: -1) {
      for i in p + 1..<K {
        let factor = -a[p * K + i]
        for j in 0..<columns { x[p * columns + j].addProduct(factor, x[i * columns + j]) }
      }
      let pivot = S.one / a[p * K + p]
      for j in 0..<columns { x[p * columns + j] = x[p * columns + j] * pivot }
    }
    return x
  }
}

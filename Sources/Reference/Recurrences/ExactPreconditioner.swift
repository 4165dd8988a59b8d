import DeltaScalars

/// Exact online least squares as a recurrence: the state S and the whole inverse Gram matrix P, token by token.
///
///     k̃_t = P_{t−1}k / (a + b kᵀP_{t−1}k)         P_t = (P_{t−1} − b k̃_t (P_{t−1}k)ᵀ) / a
///     S_t = D_t S_{t−1} + k̃_t · b (v − (D_t S_{t−1})ᵀk)ᵀ
///
/// P is updated by Sherman–Morrison and never inverted. With D = I this is EQ-1 and EQ-3, with D = αI EQ-4, with a
/// diagonal D EQ-5. Layouts: S `[K,V]`, P `[K,K]`, row-major. Source: `Specs/least-squares.md`, EQ-1 to EQ-5.
public struct ExactPreconditioner<S: Scalar>: Sendable {
  /// Channels of a key.
  public let K: Int
  /// Channels of a value.
  public let V: Int
  /// S_t, `[K,V]`.
  public var state: [S]
  /// P_t, `[K,K]`.
  public var inverse: [S]

  /// Starts from `S_0 = 0` and `P_0 = I/λ`; the ridge λ must not be zero.
  @inlinable public init(K: Int, V: Int, ridge: S) {
    (self.K, self.V) = (K, V)
    state = .init(repeating: .zero, count: K * V)
    inverse = .init(repeating: .zero, count: K * K)
    for i in 0..<K { inverse[i * K + i] = .one / ridge }
  }

  /// Takes in one token and returns its write key k̃_t, which by EQ-2 is `P_t k_t`.
  ///
  /// `decay` holds the diagonal of D_t, `[K]`; empty means the identity.
  ///
  /// - Complexity: O(K² + K·V).
  @discardableResult @inlinable public mutating func absorb(
    key k: [S], value v: [S], weight b: S = .one, forgetting a: S = .one, decay: [S] = []
  ) -> [S] {
    for i in decay.indices { for j in 0..<V { state[i * V + j] = decay[i] * state[i * V + j] } }

    // k̃ = P k / (a + b kᵀP k).
    var Pk = [S](repeating: .zero, count: K)
    for i in 0..<K { for j in 0..<K { Pk[i].addProduct(inverse[i * K + j], k[j]) } }
    var denominator = a
    for i in 0..<K { denominator.addProduct(b * k[i], Pk[i]) }
    let writeKey = Pk.map { $0 / denominator }

    // P ← (P − b k̃ (P k)ᵀ) / a.
    for i in 0..<K {
      let weight = b * writeKey[i]
      for j in 0..<K { inverse[i * K + j] = (inverse[i * K + j] - weight * Pk[j]) / a }
    }

    // S ← D S + k̃ · b (v − (D S)ᵀ k)ᵀ.
    for j in 0..<V {
      var prediction = S.zero
      for i in 0..<K { prediction.addProduct(state[i * V + j], k[i]) }
      let correction = b * (v[j] - prediction)
      for i in 0..<K { state[i * V + j].addProduct(writeKey[i], correction) }
    }
    return writeKey
  }

  /// The output Sᵀq, `[V]`.
  @inlinable public func output(query q: [S]) -> [S] {
    (0..<V).map { j in
      var sum = S.zero
      for i in 0..<K { sum.addProduct(state[i * V + j], q[i]) }
      return sum
    }
  }
}

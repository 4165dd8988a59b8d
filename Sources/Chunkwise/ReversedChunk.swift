import DeltaScalars

/// What a chunk computes forward and its reversal reads.
@usableFromInline struct ReversedChunk<K: Kernels> {
  @usableFromInline typealias S = K.Value
  /// Q̃, K and K̃, C×K.
  @usableFromInline let q, k, writeKey: Dense<S>
  /// V, the predictions P = (γ∘K) S + N D, zero offline, and D = aV − bP, C×V.
  @usableFromInline let v, prediction, d: Dense<S>
  /// N_ij = k_iᵀ Γ_ij k̃_j below the diagonal, zero offline, and M of CH-2, C×C.
  @usableFromInline let n, m: Dense<S>
  /// The gains a of the write and b of the erase.
  @usableFromInline let gains, eraseGains: [S]
  @usableFromInline let ratios: ChunkRatios<K>
  /// The state after the chunk, K×V.
  @usableFromInline let state: Dense<S>

  @inlinable init(
    q: Dense<S>, k: Dense<S>, writeKey: Dense<S>, v: Dense<S>, prediction: Dense<S>, d: Dense<S>, n: Dense<S>,
    m: Dense<S>, gains: [S], eraseGains: [S], ratios: ChunkRatios<K>, state: Dense<S>
  ) {
    (self.q, self.k, self.writeKey, self.v) = (q, k, writeKey, v)
    (self.prediction, self.d, self.n, self.m) = (prediction, d, n, m)
    (self.gains, self.eraseGains, self.ratios, self.state) = (gains, eraseGains, ratios, state)
  }
}

extension Dense {
  /// Row i + 1 in the place of row i; the last row is zero.
  @inlinable var raised: Dense {
    Dense(rows, columns, Array(values.dropFirst(columns)) + [S](repeating: .zero, count: min(columns, values.count)))
  }

  /// Row i − 1 in the place of row i; the first row is zero.
  @inlinable var lowered: Dense {
    Dense(rows, columns, [S](repeating: .zero, count: min(columns, values.count)) + values.dropLast(columns))
  }
}

extension ChunkRatios {
  /// Row i times γ_i, or with a lag of one times γ_{i−1}: the erase then reads the state before its decay.
  @inlinable func fromStart(_ x: Dense<S>, lag: Int) -> Dense<S> {
    guard lag == 1 else { return fromStart(x, 0..<x.rows) }
    var result = fromStart(x.raised, 0..<x.rows).lowered
    for c in 0..<x.columns where x.rows > 0 { result[0, c] = x[0, c] }
    return result
  }

  /// left_iᵀ Γ_ij right_j, or with a lag of one left_iᵀ Γ_{i−1,j} right_j, below the diagonal; zero elsewhere.
  @inlinable func erasing(_ left: Dense<S>, _ right: Dense<S>, lag: Int) -> Dense<S> {
    if lag == 1 { return interactions(left.raised, right).lowered }
    var result = interactions(left, right)
    for i in 0..<left.rows { result[i, i] = .zero }
    return result
  }
}

import DeltaScalars

/// One chunk backwards: what it read and computed, and the gradients gathered on the way (CH-8).
@usableFromInline struct ReversedChunk<P: MatrixProducts> {
  @usableFromInline typealias S = P.Value
  @usableFromInline let ratios: DecayRatios<S>
  @usableFromInline let lag: Int
  /// Q̃, K and K̃, C×K.
  @usableFromInline let q, k, writeKey: Dense<S>
  /// D, C×V, and N below the diagonal, zero offline, C×C.
  @usableFromInline let D, n: Dense<S>
  /// The state before the chunk and the gradient with respect to that after, K×V.
  @usableFromInline let S_0, G: Dense<S>
  @usableFromInline var dQ, dK, dWriteKey: Dense<S>
  /// dα of each channel.
  @usableFromInline var dDecay: Dense<S>
  /// The gradient with respect to the state before the chunk.
  @usableFromInline var before: Dense<S>
  /// `x_i∘y_i` of all that is read from S_0 with the factor γ_i, as ⟨x_i, γ_i∘y_i⟩, and written with Γ_Cj.
  @usableFromInline var read, written: Dense<S>

  @inlinable init(_ x: HeadInputs<S>, _ kept: KeptChunk<S>, _ G: Dense<S>) {
    let (C, K, V) = (x.tokens, x.K, x.V)
    (ratios, lag, self.G) = (DecayRatios(x), x.lag, G)
    (q, k, writeKey) = (Dense(C, K, x.q), Dense(C, K, x.k), Dense(C, K, x.writeKey))
    (S_0, D) = (Dense(K, V, kept.state), Dense(C, V, kept.d))
    n = x.erases ? Dense(C, C, kept.n).selecting { i, j in j < i } : Dense(C, C)
    (dQ, dK, dWriteKey, dDecay) = (Dense(C, K), Dense(C, K), Dense(C, K), Dense(C, K))
    before = G.scalingRows(ratios.whole)
    (read, written) = (dQ, dQ)
  }

  @inlinable var all: Range<Int> { 0..<q.rows }

  /// S = γ_C∘S_0 + (Γ_C∘K̃)ᵀ D:  dK̃ += Γ_C∘(D Gᵀ).
  @inlinable mutating func reverseWrite() {
    let dKey = D.times(G, transposed: (false, true), P.self)
    dWriteKey = ratios.toEnd(dKey, all)
    written = writeKey.combined(dKey, *)
  }

  /// O = (γ∘Q̃) S_0 + M D:  dM = tril(dO Dᵀ),  dQ̃ += γ∘(dO S_0ᵀ),  dS_0 += (γ∘Q̃)ᵀ dO.
  @inlinable mutating func reverseRead(_ dO: Dense<S>) {
    let dM = dO.times(D, transposed: (false, true), P.self).selecting { i, j in j <= i }
    let dQuery = dO.times(S_0, transposed: (false, true), P.self)
    dQ = ratios.fromStart(dQuery, all)
    read = q.combined(dQuery, *)
    ratios.reverse(dM, left: q, right: writeKey, into: &dQ, &dWriteKey, &dDecay, P.self)
    before = before.combined(ratios.fromStart(q, all).times(dO, transposed: (true, false), P.self), +)
  }

  /// P = (γ∘K) S_0 + N D, X the gradient of −P:  dN = −stril(X Dᵀ),  dK −= γ∘(X S_0ᵀ),  dS_0 −= (γ∘K)ᵀ X.
  @inlinable mutating func reverseErase(_ X: Dense<S>) {
    let dN = X.times(D, transposed: (false, true), P.self).selecting { i, j in j < i }.negated
    let dKey = X.times(S_0, transposed: (false, true), P.self).negated
    dK = ratios.fromStart(dKey, all, lag: lag)
    let erased = k.combined(dKey, *)
    if lag == 1 {
      // Γ of the erase ends one token earlier: row i is row i − 1 of the undelayed form.
      var up = Dense<S>(k.rows, k.columns)
      ratios.reverse(dN.rowsUp, left: k.rowsUp, right: writeKey, into: &up, &dWriteKey, &dDecay, P.self)
      dK = dK.combined(up.rowsDown, +)
    } else {
      ratios.reverse(dN, left: k, right: writeKey, into: &dK, &dWriteKey, &dDecay, P.self)
    }
    read = read.combined(lag == 1 ? erased.rowsUp : erased, +)
    before = before.combined(ratios.fromStart(k, all, lag: lag).times(X, transposed: (true, false), P.self), -)
  }

  /// Of what is read from S_0 at i ≥ t, carried through to the end, and written at j < t for the end.
  @inlinable mutating func reverseDecays() {
    let carried = (0..<S_0.rows).map { c in
      (0..<S_0.columns).reduce(S.zero) { $0 + S_0[c, $1] * G[c, $1] }
    }
    ratios.reverseFromStart(read, all, whole: carried, into: &dDecay)
    ratios.reverseToEnd(written, all, into: &dDecay)
  }
}

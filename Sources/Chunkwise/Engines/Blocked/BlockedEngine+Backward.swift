import DeltaScalars

extension BlockedEngine {
  /// One chunk; G is the gradient with respect to the state after it, the result that before it (CH-8).
  @inlinable static func backward(
    _ x: HeadInputs<Value>, _ kept: KeptChunk<Value>, dO: Rows<Value>, _ G: Dense<Value>,
    into gradients: HeadGradientRows<Value>
  ) -> Dense<Value> {
    let (C, K, V, all) = (x.tokens, x.K, x.V, 0..<x.tokens)
    let ratios = DecayRatios(x)
    let (q, k, writeKey) = (Dense(C, K, x.q), Dense(C, K, x.k), Dense(C, K, x.writeKey))
    let (v, dO) = (Dense(C, V, x.v), Dense(C, V, dO))
    let (S_0, D, M) = (Dense(K, V, kept.state), Dense(C, V, kept.d), Dense(C, C, kept.m))
    let ones = [Value](repeating: .one, count: C)
    let a = x.gain.map { Dense(C, 1, $0).values } ?? ones
    let b = x.eraseGain.map { Dense(C, 1, $0).values } ?? a

    // dD = Mᵀ dO + (Γ_C∘K̃) G, and W with (I+L)ᵀ W = dD is the gradient of aV − b(γ∘K) S_0.
    var W = M.times(dO, transposed: (true, false), P.self).combined(ratios.toEnd(writeKey, all).times(G, P.self), +)
    let N = x.erases ? Dense(C, C, kept.n).selecting { i, j in j < i } : Dense(C, C)
    if x.erases { W = W.solvedByTranspose(of: N.scalingRows(b), P.self) }

    // dM = tril(dO Dᵀ). Through M and the reads of S_0:  dQ += γ∘(dO S_0ᵀ),  dK̃ += Γ_C∘(D Gᵀ).
    let dM = dO.times(D, transposed: (false, true), P.self).selecting { i, j in j <= i }
    let (readByQuery, written) = (
      dO.times(S_0, transposed: (false, true), P.self), D.times(G, transposed: (false, true), P.self)
    )
    var (dQ, dWriteKey) = (ratios.fromStart(readByQuery, all), ratios.toEnd(written, all))
    var (dK, dDecay) = (Dense<Value>(C, K), Dense<Value>(C, K))
    ratios.reverse(dM, left: q, right: writeKey, into: &dQ, &dWriteKey, &dDecay, P.self)
    var reads = q.combined(readByQuery, *)
    var before = G.scalingRows(ratios.whole)
      .combined(ratios.fromStart(q, all).times(dO, transposed: (true, false), P.self), +)
    var prediction = Dense<Value>(C, V)

    if x.erases {
      // X = bW,  dN = −stril(X Dᵀ),  dK −= γ∘(X S_0ᵀ),  and P = (γ∘K) S_0 + N D.
      let X = W.scalingRows(b)
      let dN = X.times(D, transposed: (false, true), P.self).selecting { i, j in j < i }.negated
      let readByKey = X.times(S_0, transposed: (false, true), P.self).negated
      dK = ratios.fromStart(readByKey, all, lag: x.lag)
      let erased = k.combined(readByKey, *)
      reads = reads.combined(x.lag == 1 ? erased.rowsUp : erased, +)
      if x.lag == 1 {
        // Γ of the erase ends one token earlier: row i is row i − 1 of the undelayed form.
        var up = Dense<Value>(C, K)
        ratios.reverse(dN.rowsUp, left: k.rowsUp, right: writeKey, into: &up, &dWriteKey, &dDecay, P.self)
        dK = dK.combined(up.rowsDown, +)
      } else {
        ratios.reverse(dN, left: k, right: writeKey, into: &dK, &dWriteKey, &dDecay, P.self)
      }
      before = before.combined(ratios.fromStart(k, all, lag: x.lag).times(X, transposed: (true, false), P.self), -)
      prediction = Dense(C, V, kept.prediction).combined(N.times(D, P.self), +)
    }
    // What is read from S_0 at i ≥ t, carried through to the end, and written at j < t for the end.
    let carried = (0..<K).map { c in (0..<V).reduce(Value.zero) { $0 + S_0[c, $1] * G[c, $1] } }
    ratios.reverseFromStart(reads, all, whole: carried, into: &dDecay)
    ratios.reverseToEnd(writeKey.combined(written, *), all, into: &dDecay)

    dQ.write(to: gradients.q)
    dK.write(to: gradients.k)
    dWriteKey.write(to: gradients.writeKey)
    W.scalingRows(a).write(to: gradients.v)
    write(dDecay, of: x.decay, to: gradients.decay)
    for i in 0..<C {
      // D = aV − bP:  da = ⟨V, W⟩,  db = −⟨P, W⟩; one gain has the sum.
      var (da, db) = (Value.zero, Value.zero)
      for j in 0..<V {
        da.addProduct(x.eraseGain == nil ? v[i, j] - prediction[i, j] : v[i, j], W[i, j])
        db.addProduct(-prediction[i, j], W[i, j])
      }
      gradients.gain?[i][0] = da
      gradients.eraseGain?[i][0] = db
    }
    return before
  }

  /// The gradient of the decays of each channel, or the sums over channels where they share one.
  @inlinable static func write(_ dDecay: Dense<Value>, of decay: HeadDecay<Value>, to rows: MutableRows<Value>?) {
    guard let rows else { return }
    if case .channel = decay { return dDecay.write(to: rows) }
    for i in 0..<dDecay.rows { rows[i][0] = (0..<dDecay.columns).reduce(.zero) { $0 + dDecay[i, $1] } }
  }
}

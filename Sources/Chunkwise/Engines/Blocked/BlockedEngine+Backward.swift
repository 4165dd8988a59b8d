import DeltaScalars

extension BlockedEngine {
  /// One chunk; G is the gradient with respect to the state after it, the result that before it (CH-8).
  @inlinable static func backward(
    _ x: HeadInputs<Value>, _ kept: KeptChunk<Value>, dO: Rows<Value>, _ G: Dense<Value>,
    into gradients: HeadGradientRows<Value>
  ) -> Dense<Value> {
    let (C, V, all) = (x.tokens, x.V, 0..<x.tokens)
    var chunk = ReversedChunk<P>(x, kept, G)
    let (dO, M, N) = (Dense(C, V, dO), Dense(C, C, kept.m), chunk.n)
    let a = x.gain.map { Dense(C, 1, $0).values } ?? .init(repeating: .one, count: C)
    let b = x.eraseGain.map { Dense(C, 1, $0).values } ?? a

    // dD = Mᵀ dO + (Γ_C∘K̃) G, and W with (I+L)ᵀ W = dD is the gradient of aV − b(γ∘K) S_0.
    var W = M.times(dO, transposed: (true, false), P.self)
      .combined(chunk.ratios.toEnd(chunk.writeKey, all).times(G, P.self), +)
    if x.erases { W = W.solvedByTranspose(of: N.scalingRows(b), P.self) }

    chunk.reverseWrite()
    chunk.reverseRead(dO)
    var prediction = Dense<Value>(C, V)
    if x.erases {
      chunk.reverseErase(W.scalingRows(b))
      prediction = Dense(C, V, kept.prediction).combined(N.times(chunk.D, P.self), +)
    }
    chunk.reverseDecays()

    chunk.dQ.write(to: gradients.q)
    chunk.dK.write(to: gradients.k)
    chunk.dWriteKey.write(to: gradients.writeKey)
    W.scalingRows(a).write(to: gradients.v)
    write(chunk.dDecay, of: x.decay, to: gradients.decay)
    writeGains(x, prediction, W, to: gradients)
    return chunk.before
  }

  /// The gradient of the decays of each channel, or the sums over channels where they share one.
  @inlinable static func write(_ dDecay: Dense<Value>, of decay: HeadDecay<Value>, to rows: MutableRows<Value>?) {
    guard let rows else { return }
    if case .channel = decay { return dDecay.write(to: rows) }
    for i in 0..<dDecay.rows { rows[i][0] = (0..<dDecay.columns).reduce(.zero) { $0 + dDecay[i, $1] } }
  }

  /// Of `D = aV − bP`:  da = ⟨V, W⟩,  db = −⟨P, W⟩; one gain has the sum.
  @inlinable static func writeGains(
    _ x: HeadInputs<Value>, _ prediction: Dense<Value>, _ W: Dense<Value>, to gradients: HeadGradientRows<Value>
  ) {
    for i in 0..<x.tokens {
      var (da, db) = (Value.zero, Value.zero)
      for j in 0..<x.V {
        let (v, p, w) = (x.v[i][j], prediction[i, j], W[i, j])
        da.addProduct(x.eraseGain == nil ? v - p : v, w)
        db.addProduct(-p, w)
      }
      gradients.gain?[i][0] = da
      gradients.eraseGain?[i][0] = db
    }
  }
}

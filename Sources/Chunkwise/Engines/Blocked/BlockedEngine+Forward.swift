import DeltaScalars

extension BlockedEngine {
  /// `(I+L) D = a(V − (γ∘K) S)`, `O = (γ∘Q̃) S + M D`, `S ← γ_C∘S + (Γ_C∘K̃)ᵀ D`; offline D is the gain times V.
  ///
  /// Where the erase reads the state before its decay, γ and Γ of the erase end one token earlier; where its gain b is apart
  /// from that of the write, `(I+L) D = aV − b(γ∘K) S` with b in L. The head `x` has the tokens of one chunk.
  @inlinable static func forward(
    _ x: HeadInputs<Value>, state: UnsafeMutablePointer<Value>, o: MutableRows<Value>, _ kept: KeptChunk<Value>,
    _ scratch: Scratch<Value>
  ) {
    let (C, K, V) = (x.tokens, x.K, x.V)
    let ratios = DecayRatios(x)
    let (D, M) = (kept.d, kept.m)
    let (keys, queries, writes) = (scratch.keys, scratch.queries, scratch.writes)

    for i in 0..<C { for j in 0..<V { D[i * V + j] = x.v[i][j] } }
    if x.erases {
      ratios.fromStart(x.k, 0..<C, into: keys, lag: x.lag)
      P.multiply(
        m: C, n: V, k: K, Factor(keys, K), Factor(state, V), into: kept.prediction, V, accumulating: false)
      if x.eraseGain == nil { for i in 0..<C * V { D[i] = D[i] - kept.prediction[i] } }
    }
    if let gain = x.gain { for i in 0..<C { for j in 0..<V { D[i * V + j] = gain[i][0] * D[i * V + j] } } }
    if x.erases {
      if let b = x.eraseGain {
        for i in 0..<C { for j in 0..<V { D[i * V + j] = D[i * V + j] - b[i][0] * kept.prediction[i * V + j] } }
      }
      ratios.interactions(x.k, x.writeKey, into: kept.n, scratch, P.self, lag: x.lag)
      scaleRows(kept.n, by: x.eraseGain ?? x.gain, count: C, into: scratch.l)
      P.solveUnitLower(n: C, columns: V, scratch.l, C, D, V)
    }

    ratios.interactions(x.q, x.writeKey, into: M, scratch, P.self)
    // The future is selected away, not multiplied by a mask that an infinity would survive.
    for i in 0..<C { for j in i + 1..<max(C, i + 1) { M[i * C + j] = .zero } }
    ratios.fromStart(x.q, 0..<C, into: queries)
    P.multiply(m: C, n: V, k: K, Factor(queries, K), Factor(state, V), into: o.first, o.stride, accumulating: false)
    P.multiply(m: C, n: V, k: C, Factor(M, C), Factor(D, V), into: o.first, o.stride, accumulating: true)

    ratios.scaleState(state, columns: V)
    ratios.toEnd(x.writeKey, 0..<C, into: writes)
    P.multiply(
      m: K, n: V, k: C, Factor(writes, K, transposed: true), Factor(D, V), into: state, V, accumulating: true)
  }

  /// L = bN, below the diagonal.
  @inlinable static func scaleRows(
    _ n: UnsafeMutablePointer<Value>, by b: Rows<Value>?, count C: Int, into l: UnsafeMutablePointer<Value>
  ) {
    for i in 0..<C {
      for j in 0..<i {
        if let b { l[i * C + j] = b[i][0] * n[i * C + j] } else { l[i * C + j] = n[i * C + j] }
      }
    }
  }
}

import DeltaOperators
import DeltaScalars

extension ReversedHead {
  /// One chunk; G is the gradient with respect to the state after it, the result that before it (CH-8).
  @inlinable func reverse(
    _ tokens: Range<Int>, _ x: ReversedChunk<K>, from S_0: Dense<S>, _ G: Dense<S>, _ cotangents: LoweredOutputs<S>,
    into result: inout HeadGradients<S>
  ) -> Dense<S> {
    let (s, C, all) = (p.shape, tokens.count, 0..<tokens.count)
    let dO = gathered(cotangents.o, tokens, s.HV, head, s.V)

    // dD = Mᵀ dO + (Γ_C∘K̃) G, and W with (I+L)ᵀ W = dD is the gradient of aV − b(γ∘K) S_0.
    let dD = x.m.times(dO, transposed: (true, false), K.self)
      .combined(x.ratios.toEnd(x.writeKey, all).times(G, K.self), +)
    let W = dD.solved(x.n.scalingRows(x.eraseGains), transposed: true, K.self)
    // dV = aW,  X = bW,  dM = dO Dᵀ,  dN = −X Dᵀ.
    var dM = dO.times(x.d, transposed: (false, true), K.self)
    for i in 0..<C { for j in i + 1..<max(C, i + 1) { dM[i, j] = .zero } }

    // Through M and N and the reads of S_0:  dQ += γ∘(dO S_0ᵀ),  dK −= γ∘(X S_0ᵀ),  dK̃ += Γ_C∘(D Gᵀ).
    var dQ = x.ratios.fromStart(dO.times(S_0, transposed: (false, true), K.self), all)
    var dK = Dense<S>(C, s.K)
    var dWriteKey = x.ratios.toEnd(x.d.times(G, transposed: (false, true), K.self), all)
    // The gradient of log α_t: of what is read from S_0 at i ≥ t, written at j < t for the end, and carried through.
    var reads = x.q.combined(dQ, *)
    let writes = x.writeKey.combined(dWriteKey, *)
    var logs = Dense<S>(C, s.K)
    x.ratios.reverse(dM, left: x.q, right: x.writeKey, into: &dQ, &dWriteKey, &logs)
    var before = G.scalingRows(x.ratios.whole)
      .combined(x.ratios.fromStart(x.q, all).times(dO, transposed: (true, false), K.self), +)
    if p.op.axes.solve.erases {
      let X = W.scalingRows(x.eraseGains)
      var dN = X.times(x.d, transposed: (false, true), K.self)
      for i in 0..<C { for j in 0..<C { dN[i, j] = j < i ? -dN[i, j] : .zero } }
      dK = x.ratios.fromStart(X.times(S_0, transposed: (false, true), K.self), lag: lag)
      dK = Dense(C, s.K, dK.values.map { -$0 })
      let kept = x.k.combined(dK, *)
      reads = reads.combined(lag == 1 ? kept.raised : kept, +)
      if lag == 1 {
        // Γ of the erase ends one token earlier: row i is row i − 1 of the undelayed form.
        var raised = Dense<S>(C, s.K)
        x.ratios.reverse(dN.raised, left: x.k.raised, right: x.writeKey, into: &raised, &dWriteKey, &logs)
        dK = dK.combined(raised.lowered, +)
      } else {
        x.ratios.reverse(dN, left: x.k, right: x.writeKey, into: &dK, &dWriteKey, &logs)
      }
      before = before.combined(x.ratios.fromStart(x.k, lag: lag).times(X, transposed: (true, false), K.self), -)
    }
    addLogs(&logs, reads: reads, writes: writes, carried: S_0.scalingRows(x.ratios.whole), G)

    let local = tokens.lowerBound - sequence.tokens.lowerBound
    for i in 0..<C {
      let row = local + i
      for c in 0..<s.K {
        (result.query[row, c], result.key[row, c]) = (dQ[i, c], dK[i, c])
        result.writeKey[row, c] = dWriteKey[i, c]
        if p.op.axes.decay == .channel { result.logs[row, c] = logs[i, c] } else { result.logs[row, 0] += logs[i, c] }
      }
      for j in 0..<s.V {
        let (v, s, w) = (x.v[i, j], x.prediction[i, j], W[i, j])
        result.value[row, j] = x.gains[i] * w
        // D = aV − bP:  da = ⟨V, W⟩,  db = −⟨P, W⟩; one gain has the sum.
        let isSplit = p.op.axes.gain == .split
        result.gain[row].addProduct(isSplit ? v : v - s, w)
        result.eraseGain[row].addProduct(-s, w)
      }
    }
    return before
  }

  /// Adds to row t what is read from S_0 at i ≥ t, written at j < t for the end, and carried from the start to the end.
  @inlinable func addLogs(
    _ logs: inout Dense<S>, reads: Dense<S>, writes: Dense<S>, carried: Dense<S>, _ G: Dense<S>
  ) {
    for c in 0..<logs.columns {
      var sum = (0..<G.columns).reduce(S.zero) { $0 + carried[c, $1] * G[c, $1] }
      for t in (0..<logs.rows).reversed() {
        sum += reads[t, c]
        logs[t, c] += sum
      }
      sum = .zero
      for t in 0..<logs.rows {
        logs[t, c] += sum
        sum += writes[t, c]
      }
    }
  }
}

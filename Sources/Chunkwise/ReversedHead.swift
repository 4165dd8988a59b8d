import Operators
import Scalars

/// One value head of one sequence, chunk after chunk backwards: the equations of CH-8.
@usableFromInline struct ReversedHead<K: Kernels> {
  @usableFromInline typealias S = K.Value
  @usableFromInline let p: Lowered<S>
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline let head: Int
  @usableFromInline let chunk: Int
  /// K̃ of the key head, `[tokens,K]`.
  @usableFromInline let writeKeys: Dense<S>

  @inlinable init(_ p: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int, chunk: Int, writeKeys: Dense<S>) {
    (self.p, self.sequence, self.head) = (p, sequence, head)
    (self.chunk, self.writeKeys) = (chunk, writeKeys)
  }

  /// Rows of the chunk's tokens out of `[B,T,heads,width]`.
  @inlinable func gathered(_ values: [S], _ tokens: Range<Int>, _ heads: Int, _ head: Int, _ width: Int) -> Dense<S> {
    let rows = tokens.map { ((sequence.row * p.shape.T + $0) * heads + head) * width }
    return Dense(tokens.count, width, rows.flatMap { values[$0..<$0 + width] })
  }

  /// `(I + βN) D = β(V − (γ∘K) S)`, with the error `E = V − (γ∘K) S − N D`, so that `D = βE`, and the state after.
  @inlinable func forward(_ tokens: Range<Int>, _ S_0: Dense<S>) -> ReversedChunk<K> {
    let (s, axes, C) = (p.shape, p.op.axes, tokens.count)
    let local = tokens.lowerBound - sequence.tokens.lowerBound
    let q = gathered(p.q, tokens, s.H, s.keyHead(of: head), s.K)
    let k = gathered(p.k, tokens, s.H, s.keyHead(of: head), s.K)
    let writeKey = writeKeys.rows(local..<local + C)
    let ones = Dense(C, s.K, [S](repeating: .one, count: C * s.K))
    let ratios = ChunkRatios<K>(
      axes.decay == .none
        ? ones
        : axes.decay == .channel
          ? gathered(p.decay, tokens, s.HV, head, s.K)
          : ones.scalingRows(gathered(p.decay, tokens, s.HV, head, 1).values))
    let gains =
      axes.gain == .beta
      ? gathered(p.gain, tokens, s.HV, head, 1).values : [S](repeating: .one, count: C)
    var (error, n) = (gathered(p.v, tokens, s.HV, head, s.V), Dense<S>(C, C))
    var d = error.scalingRows(gains)
    if axes.solve == .online {
      error = error.combined(ratios.fromStart(k, 0..<C).times(S_0, K.self), -)
      n = ratios.interactions(k, writeKey)
      for i in 0..<C { n[i, i] = .zero }
      d = error.scalingRows(gains).solved(n.scalingRows(gains), K.self)
      error = error.combined(n.times(d, K.self), -)
    }
    let write = ratios.toEnd(writeKey, 0..<C).times(d, transposed: (true, false), K.self)
    return ReversedChunk(
      q: q, k: k, writeKey: writeKey, error: error, d: d, n: n, m: ratios.interactions(q, writeKey), gains: gains,
      ratios: ratios, state: S_0.scalingRows(ratios.whole).combined(write, +))
  }

  /// Adds this head's share to the gradients, and to those of the write keys.
  @inlinable func reverse(
    _ cotangents: LoweredOutputs<S>, into gradients: inout LoweredGradients<S>, _ dWriteKeys: inout Dense<S>
  ) {
    let (s, size) = (p.shape, p.shape.K * p.shape.V)
    let first = (sequence.index * s.HV + head) * size
    func state(_ values: [S]) -> Dense<S> {
      values.isEmpty ? Dense(s.K, s.V) : Dense(s.K, s.V, Array(values[first..<first + size]))
    }
    var chunks: [(tokens: Range<Int>, start: Dense<S>)] = []
    var current = state(p.h0)
    for start in stride(from: sequence.tokens.lowerBound, to: sequence.tokens.upperBound, by: chunk) {
      let tokens = start..<min(start + chunk, sequence.tokens.upperBound)
      chunks.append((tokens, current))
      if tokens.upperBound < sequence.tokens.upperBound { current = forward(tokens, current).state }
    }
    var G = state(cotangents.ht)
    for (tokens, start) in chunks.reversed() {
      G = reverse(tokens, forward(tokens, start), from: start, G, cotangents, into: &gradients, &dWriteKeys)
    }
    for i in 0..<size { gradients.h0[first + i] = G.values[i] }
  }

  /// One chunk; G is the gradient with respect to the state after it, the result that before it.
  @inlinable func reverse(
    _ tokens: Range<Int>, _ x: ReversedChunk<K>, from S_0: Dense<S>, _ G: Dense<S>, _ cotangents: LoweredOutputs<S>,
    into gradients: inout LoweredGradients<S>, _ dWriteKeys: inout Dense<S>
  ) -> Dense<S> {
    let (s, C, all) = (p.shape, tokens.count, 0..<tokens.count)
    let dO = gathered(cotangents.o, tokens, s.HV, head, s.V)

    // dD = Mᵀ dO + (Γ_C∘K̃) G, and W with (I+L)ᵀ W = dD is the gradient of βE_0.
    let dD = x.m.times(dO, transposed: (true, false), K.self)
      .combined(x.ratios.toEnd(x.writeKey, all).times(G, K.self), +)
    let W = dD.solved(x.n.scalingRows(x.gains), transposed: true, K.self)
    // dβ = ⟨W, E⟩,  X = βW is dV,  dM = dO Dᵀ,  dN = −X Dᵀ.
    let X = W.scalingRows(x.gains)
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
    if p.op.axes.solve == .online {
      var dN = X.times(x.d, transposed: (false, true), K.self)
      for i in 0..<C { for j in 0..<C { dN[i, j] = j < i ? -dN[i, j] : .zero } }
      dK = x.ratios.fromStart(X.times(S_0, transposed: (false, true), K.self), all)
      dK = Dense(C, s.K, dK.values.map { -$0 })
      reads = reads.combined(x.k.combined(dK, *), +)
      x.ratios.reverse(dN, left: x.k, right: x.writeKey, into: &dK, &dWriteKey, &logs)
      before = before.combined(x.ratios.fromStart(x.k, all).times(X, transposed: (true, false), K.self), -)
    }

    let carried = S_0.scalingRows(x.ratios.whole)
    for c in 0..<s.K {
      var sum = (0..<s.V).reduce(S.zero) { $0 + carried[c, $1] * G[c, $1] }
      for t in (0..<C).reversed() {
        sum += reads[t, c]
        logs[t, c] += sum
      }
      sum = .zero
      for t in 0..<C {
        logs[t, c] += sum
        sum += writes[t, c]
      }
    }

    let local = tokens.lowerBound - sequence.tokens.lowerBound
    for i in 0..<C {
      let token = sequence.row * s.T + tokens.lowerBound + i
      let (key, gate) = ((token * s.H + s.keyHead(of: head)) * s.K, token * s.HV + head)
      for c in 0..<s.K {
        gradients.q[key + c] += dQ[i, c]
        gradients.k[key + c] += dK[i, c]
        dWriteKeys[local + i, c] += dWriteKey[i, c]
        if p.op.axes.decay == .channel { gradients.decay[gate * s.K + c] = logs[i, c] }
      }
      if p.op.axes.decay != .none, p.op.axes.decay != .channel {
        gradients.decay[gate] = (0..<s.K).reduce(S.zero) { $0 + logs[i, $1] }
      }
      for j in 0..<s.V { gradients.v[gate * s.V + j] = X[i, j] }
      if p.op.axes.gain == .beta {
        gradients.gain[gate] = (0..<s.V).reduce(S.zero) { $0 + W[i, $1] * x.error[i, $1] }
      }
    }
    return before
  }
}

import DeltaOperators
import DeltaScalars

/// One value head of one sequence, chunk after chunk backwards: the equations of CH-8.
@usableFromInline struct ReversedHead<K: Kernels> {
  @usableFromInline typealias S = K.Value
  @usableFromInline let p: Lowered<S>
  @usableFromInline let streams: Streams<S>
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline let head: Int
  @usableFromInline let chunk: Int

  @inlinable init(_ p: Lowered<S>, _ streams: Streams<S>, _ sequence: Shape.Sequence, _ head: Int, chunk: Int) {
    (self.p, self.streams, self.sequence, self.head, self.chunk) = (p, streams, sequence, head, chunk)
  }

  @inlinable var keyHead: Int { p.shape.keyHead(of: head) }
  /// One where the erase reads the state before its decay.
  @inlinable var lag: Int { p.op.axes.solve == .onlineBeforeDecay ? 1 : 0 }

  /// Rows of some tokens out of `[B,T,heads,width]`.
  @inlinable func gathered(_ values: [S], _ tokens: Range<Int>, _ heads: Int, _ head: Int, _ width: Int) -> Dense<S> {
    let rows = tokens.map { ((sequence.row * p.shape.T + $0) * heads + head) * width }
    return Dense(tokens.count, width, rows.flatMap { values[$0..<$0 + width] })
  }

  @inlinable func keys(_ tokens: Range<Int>) -> Dense<S> { gathered(p.k, tokens, p.shape.H, keyHead, p.shape.K) }
  @inlinable func writeKeys(_ tokens: Range<Int>) -> Dense<S> {
    gathered(streams.writeKeys, tokens, p.shape.H, keyHead, p.shape.K)
  }
  @inlinable func queries(_ tokens: Range<Int>) -> Dense<S> {
    streams.queriesPerValueHead
      ? gathered(streams.queries, tokens, p.shape.HV, head, p.shape.K)
      : gathered(streams.queries, tokens, p.shape.H, keyHead, p.shape.K)
  }
  @inlinable func gains(_ values: [S], _ tokens: Range<Int>) -> [S] {
    values.isEmpty ? .init(repeating: .one, count: tokens.count) : gathered(values, tokens, p.shape.HV, head, 1).values
  }

  /// `(I + bN) D = aV − b(γ∘K) S` with the gains a of the write and b of the erase, and the state after.
  @inlinable func forward(_ tokens: Range<Int>, _ S_0: Dense<S>) -> ReversedChunk<K> {
    let (s, axes, C) = (p.shape, p.op.axes, tokens.count)
    let (q, k, writeKey) = (queries(tokens), keys(tokens), writeKeys(tokens))
    let ones = Dense(C, s.K, [S](repeating: .one, count: C * s.K))
    let ratios = ChunkRatios<K>(
      axes.decay == .none
        ? ones
        : axes.decay == .channel
          ? gathered(p.decay, tokens, s.HV, head, s.K)
          : ones.scalingRows(gathered(p.decay, tokens, s.HV, head, 1).values))
    let a = gains(streams.gains, tokens)
    let b = axes.gain == .split ? gains(p.eraseGain, tokens) : a
    let v = gathered(p.v, tokens, s.HV, head, s.V)
    var (prediction, n) = (Dense<S>(C, s.V), Dense<S>(C, C))
    var d = v.scalingRows(a)
    if axes.solve.erases {
      prediction = ratios.fromStart(k, lag: lag).times(S_0, K.self)
      n = ratios.erasing(k, writeKey, lag: lag)
      let rest =
        axes.gain == .split
        ? d.combined(prediction.scalingRows(b), -) : v.combined(prediction, -).scalingRows(a)
      d = rest.solved(n.scalingRows(b), K.self)
      prediction = prediction.combined(n.times(d, K.self), +)
    }
    let write = ratios.toEnd(writeKey, 0..<C).times(d, transposed: (true, false), K.self)
    return ReversedChunk(
      q: q, k: k, writeKey: writeKey, v: v, prediction: prediction, d: d, n: n, m: ratios.interactions(q, writeKey),
      gains: a, eraseGains: b, ratios: ratios, state: S_0.scalingRows(ratios.whole).combined(write, +))
  }

  /// What flows back through this head.
  @inlinable func gradients(_ cotangents: LoweredOutputs<S>) -> HeadGradients<S> {
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
    var result = HeadGradients<S>(
      tokens: sequence.tokens.count, K: s.K, V: s.V, isPerChannel: p.op.axes.decay == .channel)
    var G = state(cotangents.ht)
    for (tokens, start) in chunks.reversed() {
      G = reverse(tokens, forward(tokens, start), from: start, G, cotangents, into: &result)
    }
    result.state = G.values
    if p.op.axes.gain == .implicit { reverseImplicitGains(&result) }
    if p.op.axes.preconditioner == .gramQuery { reverseGramQueries(&result, cotangents) }
    return result
  }

  /// `gain = β/m`, `m = 1 + β kᵀk̃`:  dβ = dgain/m²,  d(kᵀk̃) = −gain² dgain (GRAD-11).
  @inlinable func reverseImplicitGains(_ result: inout HeadGradients<S>) {
    let all = sequence.tokens
    let (k, writeKey, gain, beta) = (keys(all), writeKeys(all), gains(streams.gains, all), gains(p.gain, all))
    for i in 0..<all.count {
      var m = S.one
      for c in 0..<p.shape.K { m.addProduct(beta[i] * k[i, c], writeKey[i, c]) }
      let dOverlap = -(gain[i] * gain[i] * result.gain[i])
      result.gain[i] = result.gain[i] / m / m
      for c in 0..<p.shape.K {
        result.key[i, c].addProduct(dOverlap, writeKey[i, c])
        result.writeKey[i, c].addProduct(dOverlap, k[i, c])
      }
    }
  }

  /// From read queries that solve with this head's Gram matrix to queries.
  @inlinable func reverseGramQueries(_ result: inout HeadGradients<S>, _ cotangents: LoweredOutputs<S>) {
    let gram = ReversedGram(
      p, sequence, head, chunk: chunk, solutions: queries(sequence.tokens), gradients: result.query, cotangents)
    result.query = gram.right
    result.key = result.key.combined(gram.key, +)
    (result.lambda, result.gram) = (gram.lambda, gram.initial)
    for i in 0..<sequence.tokens.count {
      if p.op.axes.gain != .one { result.gain[i] += gram.gain[i] }
      if p.op.axes.decay != .none { result.logs[i, 0] += gram.log[i] }
    }
  }
}

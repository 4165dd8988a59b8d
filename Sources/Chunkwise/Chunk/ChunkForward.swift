import DeltaOperators
import DeltaScalars

/// One value head of one sequence, chunk after chunk: the equations of CH-2 and CH-3.
@usableFromInline struct HeadRun<K: Kernels> {
  @usableFromInline typealias S = K.Value
  @usableFromInline let p: Lowered<S>
  @usableFromInline let streams: Streams<S>
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline let head: Int
  @usableFromInline let chunk: Int
  /// S, K×V, advanced in place.
  @usableFromInline let state: UnsafeMutablePointer<S>
  /// All outputs, `[B,T,HV,V]`.
  @usableFromInline let o: UnsafeMutablePointer<S>
  @usableFromInline var scratch: Scratch<S>

  @inlinable init(
    _ p: Lowered<S>, _ streams: Streams<S>, _ sequence: Shape.Sequence, _ head: Int, chunk: Int,
    state: UnsafeMutablePointer<S>, o: UnsafeMutablePointer<S>
  ) {
    (self.p, self.streams, self.sequence, self.head) = (p, streams, sequence, head)
    (self.chunk, self.state, self.o) = (min(chunk, sequence.tokens.count), state, o)
    scratch = Scratch(chunk: self.chunk, K: p.shape.K, V: p.shape.V)
  }

  @inlinable mutating func allChunks() {
    let s = p.shape
    let queryHeads = streams.queriesPerValueHead ? s.HV : s.H
    let queryHead = streams.queriesPerValueHead ? head : s.keyHead(of: head)
    streams.queries.withUnsafeBufferPointer { q in
      p.k.withUnsafeBufferPointer { k in
        streams.writeKeys.withUnsafeBufferPointer { writeKeys in
          p.v.withUnsafeBufferPointer { v in
            for start in stride(from: sequence.tokens.lowerBound, to: sequence.tokens.upperBound, by: chunk) {
              let count = min(chunk, sequence.tokens.upperBound - start)
              let token = sequence.row * s.T + start
              let key = (token * s.H + s.keyHead(of: head)) * s.K
              let query = (token * queryHeads + queryHead) * s.K
              let value = (token * s.HV + head) * s.V
              oneChunk(
                count, token,
                Chunk(
                  q: Rows(q.baseAddress! + query, queryHeads * s.K), k: Rows(k.baseAddress! + key, s.H * s.K),
                  writeKey: Rows(writeKeys.baseAddress! + key, s.H * s.K),
                  v: Rows(v.baseAddress! + value, s.HV * s.V), o: o + value))
            }
          }
        }
      }
    }
  }

  /// `(I+L) D = β(V − (γ∘K) S)`, `O = (γ∘Q̃) S + M D`, `S ← γ_C∘S + (Γ_C∘K̃)ᵀ D`; offline D is the gain times V.
  ///
  /// Where the erase reads the state before its decay, γ and Γ of the erase end one token earlier; where its gain is split
  /// from that of the write, `(I+L) D = βV − β̃(γ∘K) S` with β̃ in L.
  @inlinable func oneChunk(_ C: Int, _ token: Int, _ x: Chunk<S>) {
    let (Kc, V) = (p.shape.K, p.shape.V)
    let decay = ChunkDecay(p, token: token, head: head, count: C)
    let (D, rows, pairs) = (scratch.d, scratch.rows, scratch.pairs)

    for i in 0..<C { for j in 0..<V { D[i * V + j] = x.v[i][j] } }
    let (erases, lag) = (p.op.axes.solve.erases, p.op.axes.solve == .onlineBeforeDecay ? 1 : 0)
    let isSplit = p.op.axes.gain == .split
    if erases {
      decay.scaleFromStart(x.k, into: rows, channels: Kc, lag: lag)
      K.multiply(
        m: C, n: V, k: Kc, Factor(rows, Kc), Factor(state, V), into: scratch.prediction, V, accumulating: false)
      if !isSplit { for i in 0..<C * V { D[i] = D[i] - scratch.prediction[i] } }
    }
    if p.op.axes.gain != .one { for i in 0..<C { for j in 0..<V { D[i * V + j] = gain(token + i) * D[i * V + j] } } }
    if erases {
      if isSplit {
        for i in 0..<C {
          for j in 0..<V { D[i * V + j] = D[i * V + j] - eraseGain(token + i) * scratch.prediction[i * V + j] }
        }
      }
      decay.interactions(x.k, x.writeKey, into: pairs, channels: Kc, scratch, K.self, lag: lag)
      if p.op.axes.gain != .one {
        for i in 0..<C { for j in 0..<i { pairs[i * C + j] = eraseGain(token + i) * pairs[i * C + j] } }
      }
      K.solveUnitLower(n: C, columns: V, pairs, C, D, V)
    }

    decay.interactions(x.q, x.writeKey, into: pairs, channels: Kc, scratch, K.self)
    // The future is selected away, not multiplied by a mask that an infinity would survive.
    for i in 0..<C { for j in i + 1..<max(C, i + 1) { pairs[i * C + j] = .zero } }
    decay.scaleFromStart(x.q, into: rows, channels: Kc)
    let ldo = p.shape.HV * V
    K.multiply(m: C, n: V, k: Kc, Factor(rows, Kc), Factor(state, V), into: x.o, ldo, accumulating: false)
    K.multiply(m: C, n: V, k: C, Factor(pairs, C), Factor(D, V), into: x.o, ldo, accumulating: true)

    decay.scaleState(state, channels: Kc, columns: V)
    decay.scaleToEnd(x.writeKey, into: rows, channels: Kc)
    K.multiply(
      m: Kc, n: V, k: C, Factor(rows, Kc, transposed: true), Factor(D, V), into: state, V, accumulating: true)
  }

  @inlinable func gain(_ token: Int) -> S { streams.gains[token * p.shape.HV + head] }

  /// The gain of the erase, which is that of the write unless they are split.
  @inlinable func eraseGain(_ token: Int) -> S {
    p.op.axes.gain == .split ? p.eraseGain[token * p.shape.HV + head] : gain(token)
  }
}

/// The rows of one chunk's tensors.
@usableFromInline struct Chunk<S> {
  @usableFromInline let q, k, writeKey, v: Rows<S>
  @usableFromInline let o: UnsafeMutablePointer<S>
  @inlinable init(q: Rows<S>, k: Rows<S>, writeKey: Rows<S>, v: Rows<S>, o: UnsafeMutablePointer<S>) {
    (self.q, self.k, self.writeKey, self.v, self.o) = (q, k, writeKey, v, o)
  }
}

/// Rows at a fixed distance from each other.
@usableFromInline struct Rows<S> {
  @usableFromInline let first: UnsafePointer<S>
  @usableFromInline let ld: Int
  @inlinable init(_ first: UnsafePointer<S>, _ ld: Int) { (self.first, self.ld) = (first, ld) }
  @inlinable subscript(i: Int) -> UnsafePointer<S> { first + i * ld }
}

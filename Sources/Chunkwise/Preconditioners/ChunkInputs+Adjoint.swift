import DeltaOperators
import DeltaScalars

/// The reversal of the streams of one key head, token by token (CH-4, GRAD-3, GRAD-12).
@usableFromInline struct ReversedKeys<S: Scalar> {
  @usableFromInline let p: Lowered<S>
  @usableFromInline let streams: Streams<S>
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline let keyHead: Int
  @usableFromInline let chunk: Int

  @inlinable init(
    _ p: Lowered<S>, _ streams: Streams<S>, _ sequence: Shape.Sequence, _ keyHead: Int, chunk: Int
  ) { (self.p, self.streams, self.sequence, self.keyHead, self.chunk) = (p, streams, sequence, keyHead, chunk) }

  /// The gradients of the key head, given those of its value heads.
  @inlinable func gradients<M: DifferentiableMap>(
    of heads: ArraySlice<HeadGradients<S>>, map: M, _ cotangents: LoweredOutputs<S>
  ) -> KeyGradients<S> where M.Value == S {
    // The value heads of a group read the same streams.
    var sum = heads[heads.startIndex]
    for head in heads.dropFirst() {
      sum.query = sum.query.combined(head.query, +)
      sum.key = sum.key.combined(head.key, +)
      sum.writeKey = sum.writeKey.combined(head.writeKey, +)
    }
    var result = KeyGradients(query: sum.query, key: sum.key)
    switch p.op.axes.preconditioner {
    case .none, .gramQuery: result.key = sum.key.combined(sum.writeKey, +)
    case .squashedDiagonal: reverseDiagonal(&result, sum.writeKey, map, cotangents)
    case .diagonalQuery:
      result.key = sum.key.combined(sum.writeKey, +)
      reverseDiagonal(&result, sum.writeKey, map, cotangents)
    case .gramKey:
      let writeKeys = rows(streams.writeKeys)
      let gram = ReversedGram(
        p, sequence, keyHead * p.shape.group, chunk: chunk, solutions: writeKeys, gradients: sum.writeKey, cotangents)
      result.key = sum.key.combined(gram.right, +).combined(gram.key, +)
      (result.lambda, result.curvature) = (gram.lambda, gram.initial)
    case .shiftedQuery:
      // q̃ = q − d k.
      let (d, k) = (p.shift[keyHead], rows(p.k))
      result.key = sum.key.combined(sum.writeKey, +).combined(sum.query) { $0 - d * $1 }
      result.shift = [zip(k.values, sum.query.values).reduce(S.zero) { $0 - $1.0 * $1.1 }]
    }
    return result
  }

  /// Rows of the key head's tokens out of `[B,T,H,K]`.
  @inlinable func rows(_ values: [S]) -> Dense<S> {
    let s = p.shape
    return Dense(
      sequence.tokens.count, s.K,
      sequence.tokens.flatMap { t in
        let first = ((sequence.row * s.T + t) * s.H + keyHead) * s.K
        return values[first..<first + s.K]
      })
  }

  /// `k̃ = B(A)∘k` or `q̃ = q ⊘ (A + Λ)`, and A, channel by channel; dA is the gradient with respect to A.
  @inlinable func reverseDiagonal<M: DifferentiableMap>(
    _ result: inout KeyGradients<S>, _ dWriteKeys: Dense<S>, _ map: M, _ cotangents: LoweredOutputs<S>
  ) where M.Value == S {
    let (s, n) = (p.shape, sequence.tokens.count)
    let (first, isSquashed) = ((sequence.index * s.H + keyHead) * s.K, p.op.axes.preconditioner == .squashedDiagonal)
    let (keys, queries) = (rows(p.k), rows(streams.queries))
    result.gainATK = .init(repeating: .zero, count: n)
    result.logATK = result.gainATK
    (result.curvature, result.lambda) = (.init(repeating: .zero, count: s.K), [])
    if isSquashed { result.centre = [.zero] } else { result.lambda = result.curvature }
    let tokens = sequence.tokens.map { (sequence.row * s.T + $0) * s.H + keyHead }
    for c in 0..<s.K {
      var states = [p.a0.isEmpty ? S.zero : p.a0[first + c]]
      for i in 0..<n {
        let (k, before) = (keys[i, c], states[i])
        states.append(p.decayATK[tokens[i]] * before + p.gainATK[tokens[i]] * (k * k))
      }
      var dA = cotangents.at.isEmpty ? S.zero : cotangents.at[first + c]
      for i in (0..<n).reversed() {
        let (k, state) = (keys[i, c], states[i + 1])
        if isSquashed {
          let (slope, dB) = (map.differential(state, head: keyHead), k * dWriteKeys[i, c])
          dA += slope.state * dB
          result.centre[0] += slope.centre * dB
          result.key[i, c] += map.preconditioner(state, head: keyHead) * dWriteKeys[i, c]
        } else {
          let dq = result.query[i, c] / (state + p.lambda[keyHead * s.K + c])
          dA -= queries[i, c] * dq
          result.lambda[c] -= queries[i, c] * dq
          result.query[i, c] = dq
        }
        result.key[i, c] += p.gainATK[tokens[i]] * (k + k) * dA
        result.gainATK[i] += k * k * dA
        dA = p.decayATK[tokens[i]] * dA
        result.logATK[i] += states[i] * dA
      }
      result.curvature[c] = dA
    }
  }
}

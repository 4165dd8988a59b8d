import DeltaOperators
import DeltaScalars

/// What flows back through the solutions and the Gram matrices of one head.
@usableFromInline struct GramGradients<S: Scalar> {
  /// db and dk, `[tokens,K]`.
  @usableFromInline var right, key: Dense<S>
  /// dgain and dα, `[tokens]`, and dΛ, `[K]`.
  @usableFromInline var gain, decay, lambda: [S]
  /// dA, at the end of the initial matrix, `[K,K]`.
  @usableFromInline var matrix: [S]

  /// Zeros, but for dA of the final matrix, of which only the symmetric part counts.
  @inlinable init(tokens n: Int, K: Int, final: [S]) {
    (right, key, gain) = (Dense(n, K), Dense(n, K), .init(repeating: .zero, count: n))
    (decay, lambda) = (gain, .init(repeating: .zero, count: K))
    matrix = final.indices.map { (final[$0] + final[$0 % K * K + $0 / K]) / S(2) }
  }
}

extension GramState {
  /// Given the solutions and their gradients: iterated from token to token inside a chunk, from matrices kept at the
  /// chunks' starts (CH-9, GRAD-10).
  ///
  /// A is symmetric, and so is its gradient.
  @inlinable func reverse(solutions: Dense<S>, _ dx: Dense<S>, _ reversal: Reversal<S>) -> GramGradients<S> {
    let (n, size) = (head.tokens, head.K * head.K)
    var result = GramGradients(tokens: n, K: head.K, final: block(slot, of: reversal.cotangents.at, size: size))
    var chunks: [(tokens: Range<Int>, start: [S])] = []
    var gram = block(slot, of: head.p.a0, size: size)
    for start in stride(from: 0, to: n, by: reversal.chunk) {
      let tokens = start..<min(start + reversal.chunk, n)
      chunks.append((tokens, gram))
      if tokens.upperBound < n { for i in tokens { gram = advanced(gram, i) } }
    }
    for (tokens, start) in chunks.reversed() {
      var grams = [start]
      for i in tokens { grams.append(advanced(grams[grams.count - 1], i)) }
      for i in tokens.reversed() {
        let after = grams.removeLast()
        reverse(i, before: grams[grams.count - 1], after: after, solutions, dx, into: &result)
      }
    }
    return result
  }

  @inlinable func advanced(_ gram: [S], _ i: Int) -> [S] {
    var next = gram
    next.withUnsafeMutableBufferPointer { advance($0.baseAddress!, i) }
    return next
  }

  @inlinable func reverse(
    _ i: Int, before: [S], after: [S], _ x: Dense<S>, _ dx: Dense<S>, into d: inout GramGradients<S>
  ) {
    let (K, k, first) = (head.K, head.p.k, head.key(i))
    // y = (A + diag Λ)⁻¹ dx is db;  dΛ −= y∘x,  dA −= (y xᵀ + x yᵀ)/2.
    var (gram, y) = (after, [S](repeating: .zero, count: K))
    gram.withUnsafeMutableBufferPointer { gram in
      y.withUnsafeMutableBufferPointer {
        solver.solve(gram.baseAddress!, head.p.lambda, head.ridge, dx.values, i * K, into: $0.baseAddress!)
      }
    }
    for a in 0..<K {
      d.right[i, a] = y[a]
      d.lambda[a] -= y[a] * x[i, a]
      for b in 0..<K { d.matrix[a * K + b] -= (y[a] * x[i, b] + x[i, a] * y[b]) / S(2) }
    }
    // A = α A_{t−1} + gain k kᵀ:  dk += 2 gain dA k,  dgain += ⟨k, dA k⟩,  dα += ⟨dA, A_{t−1}⟩,  dA ← α dA.
    for a in 0..<K {
      var sum = S.zero
      for b in 0..<K { sum.addProduct(d.matrix[a * K + b], k[first + b]) }
      d.key[i, a] = gain(i) * (sum + sum)
      d.gain[i].addProduct(k[first + a], sum)
    }
    let decay = decay(i)
    for a in 0..<K * K {
      d.decay[i].addProduct(d.matrix[a], before[a])
      d.matrix[a] = decay * d.matrix[a]
    }
  }
}

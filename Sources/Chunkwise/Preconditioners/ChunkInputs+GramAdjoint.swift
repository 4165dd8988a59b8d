import DeltaOperators
import DeltaScalars

/// The reversal of `x_t = (A_t + diag Λ)⁻¹ b_t`, `A_t = α_t A_{t−1} + gain_t k_t k_tᵀ`: iterated from token to token inside
/// a chunk, from Gram matrices kept at the chunks' starts (CH-9, GRAD-10).
///
/// A is symmetric, and so is its gradient.
@usableFromInline struct ReversedGram<S: Scalar> {
  @usableFromInline let p: Lowered<S>
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline let head: Int
  @usableFromInline let solver: RidgeSolver<S>
  @usableFromInline let isOfValueHead: Bool
  /// db and dk, `[tokens,K]`.
  @usableFromInline var right, key: Dense<S>
  /// dgain and α dα, `[tokens]`, and dΛ, `[K]`.
  @usableFromInline var gain, log, lambda: [S]
  /// dA, at the end of the initial state, `[K,K]`.
  @usableFromInline var initial: [S]

  /// Reverses the Gram matrix of a value head, or of the key head that it reads.
  @inlinable init(
    _ p: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int, chunk: Int, solutions: Dense<S>, gradients: Dense<S>,
    _ cotangents: LoweredOutputs<S>
  ) {
    let (s, K, n) = (p.shape, p.shape.K, sequence.tokens.count)
    (self.p, self.sequence, self.head) = (p, sequence, head)
    (solver, isOfValueHead) = (RidgeSolver(K: K), p.op.axes.preconditioner == .gramQuery)
    let slot = isOfValueHead ? sequence.index * s.HV + head : sequence.index * s.H + s.keyHead(of: head)
    func block(_ grams: [S]) -> [S] {
      grams.isEmpty ? .init(repeating: .zero, count: K * K) : Array(grams[slot * K * K..<(slot + 1) * K * K])
    }
    (right, key, gain) = (Dense(n, K), Dense(n, K), .init(repeating: .zero, count: n))
    (log, lambda) = (gain, .init(repeating: .zero, count: K))
    let final = block(cotangents.at)
    initial = final.indices.map { (final[$0] + final[$0 % K * K + $0 / K]) / S(2) }

    var chunks: [(tokens: Range<Int>, start: [S])] = []
    var gram = block(p.a0)
    for start in stride(from: 0, to: n, by: chunk) {
      let tokens = start..<min(start + chunk, n)
      chunks.append((tokens, gram))
      if tokens.upperBound < n { for i in tokens { gram = advanced(gram, i) } }
    }
    for (tokens, start) in chunks.reversed() {
      var grams = [start]
      for i in tokens { grams.append(advanced(grams[grams.count - 1], i)) }
      for i in tokens.reversed() {
        let after = grams.removeLast()
        reverse(i, before: grams[grams.count - 1], after: after, solutions, gradients)
      }
    }
  }

  @inlinable func gate(_ i: Int) -> Int {
    (sequence.row * p.shape.T + sequence.tokens.lowerBound + i) * p.shape.HV + head
  }
  @inlinable func key(_ i: Int) -> Int { (gate(i) / p.shape.HV * p.shape.H + p.shape.keyHead(of: head)) * p.shape.K }
  @inlinable func decay(_ i: Int) -> S { isOfValueHead && !p.decay.isEmpty ? p.decay[gate(i)] : .one }
  @inlinable func gain(_ i: Int) -> S { isOfValueHead && !p.gain.isEmpty ? p.gain[gate(i)] : .one }

  @inlinable func advanced(_ gram: [S], _ i: Int) -> [S] {
    var next = gram
    next.withUnsafeMutableBufferPointer {
      solver.advance($0.baseAddress!, decay: decay(i), gain: gain(i), p.k, key(i))
    }
    return next
  }

  @inlinable mutating func reverse(_ i: Int, before: [S], after: [S], _ x: Dense<S>, _ dx: Dense<S>) {
    let (K, first) = (p.shape.K, key(i))
    // y = (A + diag Λ)⁻¹ dx is db;  dΛ −= y∘x,  dA −= (y xᵀ + x yᵀ)/2.
    var (gram, y) = (after, [S](repeating: .zero, count: K))
    gram.withUnsafeMutableBufferPointer { gram in
      y.withUnsafeMutableBufferPointer {
        solver.solve(
          gram.baseAddress!, p.lambda, p.shape.keyHead(of: head) * K, dx.values, i * K, into: $0.baseAddress!)
      }
    }
    for a in 0..<K {
      right[i, a] = y[a]
      lambda[a] -= y[a] * x[i, a]
      for b in 0..<K { initial[a * K + b] -= (y[a] * x[i, b] + x[i, a] * y[b]) / S(2) }
    }
    // A = α A_{t−1} + gain k kᵀ:  dk += 2 gain dA k,  dgain += ⟨k, dA k⟩,  α dα += α⟨dA, A_{t−1}⟩,  dA ← α dA.
    for a in 0..<K {
      var sum = S.zero
      for b in 0..<K { sum.addProduct(initial[a * K + b], p.k[first + b]) }
      key[i, a] = gain(i) * (sum + sum)
      gain[i].addProduct(p.k[first + a], sum)
    }
    for a in 0..<K * K {
      initial[a] = decay(i) * initial[a]
      log[i].addProduct(initial[a], before[a])
    }
  }
}

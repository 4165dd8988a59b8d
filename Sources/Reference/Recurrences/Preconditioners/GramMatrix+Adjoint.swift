import DeltaOperators
import DeltaScalars

extension GramMatrix {
  /// Reverses all tokens, last first: from the gradients dx of the solutions x to those of the right-hand sides, db (GRAD-10).
  ///
  /// x, dx and db are `[tokens,K]`. A is symmetric, and so is its gradient dA: on entry that of A_T, on return of A_0.
  @inlinable static func reverse<R: Rounding>(
    _ head: HeadSlice<S>, solutions x: [S], gradients dx: [S], _ dA: inout [S],
    into gradients: inout LoweredGradients<S>, _ r: inout R
  ) -> [S] where R.Value == S {
    var (db, gradient) = (dx, GramMatrix(head.K, symmetricPart(dA, head.K, &r)))
    var lambda = S.zero
    visitBackwards(
      head.tokens, from: GramMatrix(head), size: head.K * head.K,
      advance: { before, t in
        var after = before
        after.advance(t, head, &r)
        return after
      },
      visit: { t, before, after in
        let local = head.local(t)
        let y = after.solution(dx, at: local, head, &r)
        db.replaceSubrange(local..<local + head.K, with: y)
        gradient.cumulate(t, head, after, y, x, &lambda, &r)
        gradient.reverseSolution(y, x, at: local, head, into: &gradients, &r)
        gradient.reverseAdvance(t, from: before, head, &lambda, into: &gradients, &r)
      })
    dA = gradient.elements
    return db
  }

  /// λ_t = α ⟨dA_t, A_{t−1}⟩ = λ_{t+1} − yᵀA_t x − gain ⟨k, dA k⟩, λ_{T+1} = ⟨Ā_T, A_T⟩: the first of these terms (GRAD-6).
  ///
  /// The gradient is that which later tokens left. Where gate gradients are not summed cumulatively, this does nothing.
  @inlinable func cumulate<R: Rounding>(
    _ t: Int, _ head: HeadSlice<S>, _ after: GramMatrix, _ y: [S], _ x: [S], _ lambda: inout S, _ r: inout R
  ) where R.Value == S {
    guard r.gateGradients.isSummed, head.gramDecay(t) != nil else { return }
    if head.isLast(t) { lambda = dot(elements, at: 0, after.elements, at: 0, count: K * K, &r) }
    let Ax = after.product(x, at: head.local(t), &r)
    lambda = r(lambda - dot(y, at: 0, Ax, at: 0, count: K, &r))
  }

  /// x = (A + diag Λ)⁻¹ b:  db = y = (A + diag Λ)⁻¹ dx,  dΛ −= y∘x,  dA −= (y xᵀ + x yᵀ)/2.
  @inlinable mutating func reverseSolution<R: Rounding>(
    _ y: [S], _ x: [S], at local: Int, _ head: HeadSlice<S>, into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where R.Value == S {
    for i in 0..<K {
      gradients.lambda.add(-r(y[i] * x[local + i]), at: head.keyHead * K + i, &r)
      for j in 0...i {
        let outer = r((y[i] * x[local + j] + x[local + i] * y[j]) / S(2))
        elements.add(-outer, at: i * K + j, &r)
        elements[j * K + i] = elements[i * K + j]
      }
    }
  }

  /// A = α A_{t−1} + gain k kᵀ:  dgain += ⟨k, dA k⟩,  dk += 2 gain dA k,  dα += ⟨dA, A_{t−1}⟩,  dA ← α dA.
  @inlinable mutating func reverseAdvance<R: Rounding>(
    _ t: Int, from before: GramMatrix, _ head: HeadSlice<S>, _ lambda: inout S,
    into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where R.Value == S {
    let (k, key, gate, gain) = (head.problem.k, head.key(t), head.gate(t), head.gramGain(t))
    let dAk = product(k, at: key, &r)
    for i in 0..<K {
      let twice = r(dAk[i] + dAk[i])
      gradients.k.add(gain.map { r($0 * twice) } ?? twice, at: key + i, &r)
    }
    let dgain = gain.map { _ in dot(k, at: key, dAk, at: 0, count: K, &r) }
    if let dgain { gradients.gain.add(dgain, at: gate, &r) }
    guard let decay = head.gramDecay(t) else { return }
    if r.gateGradients.isSummed {
      let written = dgain.map { r(gain! * $0) } ?? dot(k, at: key, dAk, at: 0, count: K, &r)
      lambda = r(lambda - written)
      gradients.logDecay.add(lambda, at: gate, &r)
    }
    gradients.decay.add(dot(elements, at: 0, before.elements, at: 0, count: K * K, &r), at: gate, &r)
    for i in 0..<K {
      for j in 0...i {
        elements[i * K + j] = r.preconditionerState(r(decay * elements[i * K + j]))
        elements[j * K + i] = elements[i * K + j]
      }
    }
  }

  /// A x for x of K elements at an offset of an array.
  @inlinable func product<R: Rounding>(_ x: [S], at offset: Int, _ r: inout R) -> [S] where R.Value == S {
    (0..<K).map { rowProduct($0, x, at: offset, &r) }
  }

  /// The inner product of row i of A with K elements at an offset of an array.
  @inlinable func rowProduct<R: Rounding>(_ i: Int, _ x: [S], at offset: Int, _ r: inout R) -> S where R.Value == S {
    var sum = S.zero
    elements.withUnsafeBufferPointer { A in
      x.withUnsafeBufferPointer { r.addDot(A.baseAddress! + i * K, $0.baseAddress! + offset, K, to: &sum) }
    }
    return sum
  }

  /// (M + Mᵀ)/2 of a K×K matrix.
  @inlinable static func symmetricPart<R: Rounding>(_ matrix: [S], _ K: Int, _ r: inout R) -> [S]
  where R.Value == S {
    var result = matrix
    for i in 0..<K {
      for j in 0..<i {
        result[i * K + j] = r((matrix[i * K + j] + matrix[j * K + i]) / S(2))
        result[j * K + i] = result[i * K + j]
      }
    }
    return result
  }
}

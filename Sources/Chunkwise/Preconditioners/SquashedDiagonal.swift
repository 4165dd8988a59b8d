import DeltaOperators
import DeltaScalars

/// `k̃_t = B(A_t)∘k_t`, and its variants (OP-A, OP-K, OP-N).
@usableFromInline struct SquashedDiagonal<S: Scalar>: PreconditionerForm {
  @usableFromInline let head: KeyHead<S>
  @inlinable init(_ head: KeyHead<S>) { self.head = head }

  @inlinable func apply<M: DiagonalMap>(_ map: M, _ places: ChunkInputPlaces<S>) where M.Value == S {
    let diagonal = DiagonalState(head)
    let a = diagonal.state(places)
    for i in 0..<head.tokens {
      switch head.p.options.writeKey {
      case .squash:
        diagonal.advance(a, i)
        squash(i, a, map, places.writeKeys! + head.key(i))
      case .shermanMorrison:
        // From A as the previous token left it.
        shermanMorrison(i, a, places.writeKeys! + head.key(i))
        diagonal.advance(a, i)
      }
    }
  }

  /// `k̃ = B∘k`, times the factor of OP-N as far as it is not in the gain.
  @inlinable func squash<M: DiagonalMap>(
    _ i: Int, _ a: UnsafeMutablePointer<S>, _ map: M, _ writeKey: UnsafeMutablePointer<S>
  ) where M.Value == S {
    let key = head.key(i)
    for c in 0..<head.K { writeKey[c] = map.preconditioner(a[c], head: head.index) * head.p.k[key + c] }
    switch head.p.options.factor {
    case .reciprocal where !head.p.isZeroKey(row: head.row(i), keyHead: head.index):
      scale(writeKey, by: .one / head.overlap(i, writeKey))
    case .damped: scale(writeKey, by: .one / (.one + head.overlap(i, writeKey)))
    case .none, .reciprocal, .weighted: break
    }
  }

  /// `k̃ = p∘k/(1 + kᵀ(p∘k))` with `p = 1 ⊘ (A + Λ)`.
  @inlinable func shermanMorrison(_ i: Int, _ a: UnsafeMutablePointer<S>, _ writeKey: UnsafeMutablePointer<S>) {
    let (p, key) = (head.p, head.key(i))
    for c in 0..<head.K { writeKey[c] = p.k[key + c] / (a[c] + p.lambda[head.ridge + c]) }
    scale(writeKey, by: .one / (.one + head.overlap(i, writeKey)))
  }

  @inlinable func scale(_ writeKey: UnsafeMutablePointer<S>, by factor: S) {
    for c in 0..<head.K { writeKey[c] = factor * writeKey[c] }
  }

  /// `dk += B∘dk̃`,  `dB = k∘dk̃`,  `dA += ∂B/∂A∘dB`,  `dc += ⟨∂B/∂c, dB⟩`.
  @inlinable func reverse<M: DifferentiableMap>(
    _ map: M, _ sum: HeadGradients<S>, _ reversal: Reversal<S>
  ) -> KeyGradients<S> where M.Value == S {
    var result = KeyGradients(query: sum.query, key: sum.key)
    result.centre = [.zero]
    DiagonalState(head).reverse(into: &result, reversal.cotangents) { i, c, state, k, result in
      let (slope, dB) = (map.differential(state, head: head.index), k * sum.writeKey[i, c])
      result.centre[0] += slope.centre * dB
      result.key[i, c] += map.preconditioner(state, head: head.index) * sum.writeKey[i, c]
      return slope.state * dB
    }
    return result
  }
}

extension KeyHead {
  /// kᵀk̃ of token i.
  @inlinable func overlap(_ i: Int, _ writeKey: UnsafePointer<S>) -> S {
    var sum = S.zero
    for c in 0..<K { sum.addProduct(p.k[key(i) + c], writeKey[c]) }
    return sum
  }
}

import DeltaOperators
import DeltaScalars

/// `A_t = α^P A_{t−1} + β^P k∘k` of one key head, with its reversal (OP-A, GRAD-3).
@usableFromInline struct DiagonalState<S: Scalar> {
  @usableFromInline let head: KeyHead<S>
  @inlinable init(_ head: KeyHead<S>) { self.head = head }

  /// The state of the head among all.
  @inlinable func state(_ places: ChunkInputPlaces<S>) -> UnsafeMutablePointer<S> {
    places.preconditionerState! + head.slot * head.K
  }

  /// From A_{t−1} to A_t.
  @inlinable func advance(_ a: UnsafeMutablePointer<S>, _ i: Int) {
    let (p, key) = (head.p, head.key(i))
    let (decay, gain) = (p.decayATK[head.token(i)], p.gainATK[head.token(i)])
    for c in 0..<head.K { a[c] = decay * a[c] + gain * (p.k[key + c] * p.k[key + c]) }
  }

  /// Channel by channel: `use` takes A_t and the key element of a token, last first, reverses what was made of them, and
  /// returns what that adds to dA.
  @inlinable func reverse(
    into result: inout KeyGradients<S>, _ cotangents: LoweredOutputs<S>,
    use: (_ i: Int, _ c: Int, _ state: S, _ k: S, _ result: inout KeyGradients<S>) -> S
  ) {
    let (p, n, keys) = (head.p, head.tokens, head.rows(head.p.k))
    (result.gainATK, result.decayATK) = (.init(repeating: .zero, count: n), .init(repeating: .zero, count: n))
    result.preconditionerState = block(head.slot, of: cotangents.at, size: head.K)
    let initial = block(head.slot, of: p.a0, size: head.K)
    for c in 0..<head.K {
      var states = [initial[c]]
      for i in 0..<n {
        let (k, token) = (keys[i, c], head.token(i))
        states.append(p.decayATK[token] * states[i] + p.gainATK[token] * (k * k))
      }
      var dA = result.preconditionerState[c]
      for i in (0..<n).reversed() {
        let (k, token) = (keys[i, c], head.token(i))
        dA += use(i, c, states[i + 1], k, &result)
        result.key[i, c] += p.gainATK[token] * (k + k) * dA
        result.gainATK[i] += k * k * dA
        result.decayATK[i] += states[i] * dA
        dA = p.decayATK[token] * dA
      }
      result.preconditionerState[c] = dA
    }
  }
}

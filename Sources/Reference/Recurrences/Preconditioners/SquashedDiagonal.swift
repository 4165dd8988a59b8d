import DeltaOperators
import DeltaScalars

/// The write key of the preconditioned delta rules, and its reverse (OP-A, GRAD-3).
///
///     A_t = α^P_t A_{t−1} + β^P_t k_t∘k_t          k̃_t = B(A_t)∘k_t
///
/// B is the map that the recurrence is given: over real numbers ``Squash``. It may have a factor, and be exchanged for the
/// Sherman–Morrison form (OP-K, OP-N).
@usableFromInline struct SquashedDiagonal<S: Scalar>: PreconditionerForm {
  @usableFromInline var diagonal: KeyDiagonal<S>

  /// A and B of each channel at the token before.
  @usableFromInline var last: [(A: S, B: S)?]

  @inlinable init(_ head: HeadSlice<S>) {
    (diagonal, last) = (KeyDiagonal(head), .init(repeating: nil, count: head.K))
  }
  @inlinable static var passesWriteKeys: Bool { false }
  @inlinable var state: [S] { diagonal.elements }

  /// B of a channel's A if that has not changed since the token before.
  @inlinable func lastOf<R: Rounding>(_ i: Int, _ A: S, _ r: inout R) -> S? where R.Value == S {
    guard let last = last[i], r.areOne(last.A, A) else { return nil }
    return last.B
  }

  @inlinable mutating func advance<M: DiagonalMap, R: Rounding>(
    _ t: Int, _ head: inout HeadSlice<S>, _ map: M, _ r: inout R
  ) where M.Value == S, R.Value == S {
    guard head.problem.options.writeKey == .squash else { return advanceShermanMorrison(t, &head, &r) }
    let (key, local) = (head.key(t), head.local(t))
    for i in 0..<head.K {
      let A = diagonal.advance(t, i, head, &r)
      // Where A has stayed what it was, so has B, whatever its rounding (TOL-2).
      let B = lastOf(i, A, &r) ?? r(map.preconditioner(A, head: head.keyHead))
      last[i] = (A, B)
      head.writeKeys[local + i] = r(B * head.problem.k[key + i])
    }
    applyFactor(t, &head, &r)
  }

  @inlinable static func reverse<M: DifferentiableMap, R: Rounding>(
    _ head: HeadSlice<S>, _ flow: RowGradients<S>, _ dA: inout [S], _ map: M,
    into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where M.Value == S, R.Value == S {
    let (K, keyHead, states) = (head.K, head.keyHead, KeyDiagonal.states(head, &r))
    var lambda = S.zero
    for t in head.tokens.reversed() {
      let (key, local) = (head.key(t), head.local(t))
      KeyDiagonal.beginCumulation(t, head, states, dA, &lambda, &r)
      for i in 0..<K {
        let (A, dwriteKey) = (states[local + K + i], flow.writeKeys[local + i])

        // k̃ = B k:  dk += B dk̃,  dB = k dk̃.
        gradients.k.add(r(r(map.preconditioner(A, head: keyHead)) * dwriteKey), at: key + i, &r)
        let dB = r(head.problem.k[key + i] * dwriteKey)

        // B = B(A, c):  dA += ∂B/∂A dB,  dc += ∂B/∂c dB.
        let slope = map.differential(A, head: keyHead)
        let pull = r(r(slope.state) * dB)
        dA.add(pull, at: i, &r)
        gradients.centre.add(r(r(slope.centre) * dB), at: keyHead, &r)

        KeyDiagonal.cumulate(t, i, head, A, pull, dA, &lambda, &r)
        KeyDiagonal.reverse(t, i, head, from: states[local + i], &dA, into: &gradients, &r)
      }
      KeyDiagonal.write(lambda, t, head, into: &gradients, &r)
    }
  }
}

/// The diagonal A of a key head's Gram matrix, `[K]`, channel by channel.
@usableFromInline struct KeyDiagonal<S: Scalar> {
  @usableFromInline var elements: [S]

  @inlinable init(_ head: HeadSlice<S>) { elements = head.preconditionerState(in: head.problem.a0) }

  /// A_t = α^P A_{t−1} + β^P k².
  @inlinable mutating func advance<R: Rounding>(_ t: Int, _ i: Int, _ head: HeadSlice<S>, _ r: inout R) -> S
  where R.Value == S {
    let (gate, k) = (head.keyGate(t), head.problem.k[head.key(t) + i])
    let decayed = r(head.problem.decayATK[gate] * elements[i])
    let square = r(head.problem.gainATK[gate] * (k * k))
    elements[i] = r.preconditionerState(r(decayed + square))
    return elements[i]
  }

  /// dβ^P += k² dA,  dk += 2 β^P k dA,  dα^P += A_{t−1} dA,  dA ← α^P dA.
  @inlinable static func reverse<R: Rounding>(
    _ t: Int, _ i: Int, _ head: HeadSlice<S>, from previous: S, _ dA: inout [S],
    into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where R.Value == S {
    let (gate, key) = (head.keyGate(t), head.key(t))
    let k = head.problem.k[key + i]
    gradients.gainATK.add(r((k * k) * dA[i]), at: gate, &r)
    gradients.k.add(r(head.problem.gainATK[gate] * (k + k) * dA[i]), at: key + i, &r)
    gradients.decayATK.add(r(previous * dA[i]), at: gate, &r)
    dA[i] = r.preconditionerState(r(head.problem.decayATK[gate] * dA[i]))
  }

  /// A_0 … A_T, `[tokens+1,K]`, computed again.
  @inlinable static func states<R: Rounding>(_ head: HeadSlice<S>, _ r: inout R) -> [S] where R.Value == S {
    var diagonal = KeyDiagonal(head)
    var states = diagonal.elements
    for t in head.tokens {
      for i in 0..<head.K { states.append(diagonal.advance(t, i, head, &r)) }
    }
    return states
  }
}

/// The squash, elementwise: `r = log(A + ε) − c`, `s = r/(1+|r|)`, `B = exp(−log x · s)` (OP-A).
public struct Squash<S: AnalyticScalar>: DifferentiableMap {
  @usableFromInline let logBound: S
  @usableFromInline let eps: S
  @usableFromInline let centres: [S]

  /// Creates the squash of a problem; `centres` holds c for each key head.
  @inlinable public init(x: S, eps: S, centres: [S]) {
    (logBound, self.eps, self.centres) = (S.log(x), eps, centres)
  }

  /// The squash that a problem asks for; an operator without preconditioner has no centres and never calls it.
  @inlinable public init(_ problem: Problem) {
    let centres = problem.inputs[.logATKScale]?.values ?? []
    self.init(x: S(problem.settings.x), eps: S(problem.settings.eps), centres: centres.map { S(Double($0)) })
  }

  /// B for the diagonal state `a` of key head `head`.
  @inlinable public func preconditioner(_ a: S, head: Int) -> S {
    let r = S.log(a + eps) - centres[head]
    let s = r / (S.one + S.abs(r))
    return S.exp(-(logBound * s))
  }

  /// ∂B/∂A and ∂B/∂c.
  ///
  ///     ds/dr = 1/(1+|r|)²,   ∂B/∂c = log x · ds/dr · B,   ∂B/∂A = −∂B/∂c / (A + ε)
  ///
  /// The squash is continuously differentiable: at r = 0 both one-sided derivatives are 1. Source: GRAD-3.
  @inlinable public func differential(_ a: S, head: Int) -> (state: S, centre: S) {
    let shifted = a + eps
    let r = S.log(shifted) - centres[head]
    let denominator = S.one + S.abs(r)
    let weight = S.exp(-(logBound * (r / denominator)))
    let centre = logBound * weight / (denominator * denominator)
    return (-(centre / shifted), centre)
  }
}

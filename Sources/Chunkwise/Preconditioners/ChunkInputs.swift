import DeltaOperators
import DeltaScalars
import Dispatch

/// What the chunks read instead of k, q and the gains, once the preconditioner has been applied to every token (CH-4).
///
/// Computed before the chunks: the value heads of a group share their write keys, and the preconditioner's state is
/// carried through every chunk boundary by construction.
@usableFromInline struct Streams<S: Scalar>: Sendable {
  /// k̃, `[B,T,H,K]`.
  @usableFromInline var writeKeys: [S]
  /// q̃, `[B,T,H,K]`, or `[B,T,HV,K]` where every value head has its own.
  @usableFromInline var queries: [S]
  /// Whether every value head has queries of its own.
  @usableFromInline let queriesPerValueHead: Bool
  /// Gains, `[B,T,HV]`; empty where every gain is one.
  @usableFromInline var gains: [S]
  /// The preconditioner's final state, laid out as `a0`.
  @usableFromInline var curvature: [S]

  @inlinable init<M: DiagonalMap>(_ p: Lowered<S>, map: M) where M.Value == S {
    let (s, axes) = (p.shape, p.op.axes)
    (writeKeys, gains, curvature) = (p.k, p.gain, p.a0)
    queriesPerValueHead = axes.preconditioner == .gramQuery
    queries = queriesPerValueHead ? [S](repeating: .zero, count: s.B * s.T * s.HV * s.K) : p.q
    if curvature.isEmpty {
      curvature = [S](repeating: .zero, count: s.curvatureCount(axes.preconditioner.curvature))
    }
    if axes.preconditioner == .none && axes.gain != .implicit { return }
    let sequences = s.sequences.filter { !$0.tokens.isEmpty }
    writeKeys.withUnsafeMutableBufferPointer { writeKeys in
      queries.withUnsafeMutableBufferPointer { queries in
        gains.withUnsafeMutableBufferPointer { gains in
          curvature.withUnsafeMutableBufferPointer { curvature in
            let task = StreamTask(
              p, writeKeys: writeKeys.baseAddress, queries: queries.baseAddress, gains: gains.baseAddress,
              curvature: curvature.baseAddress)
            DispatchQueue.concurrentPerform(iterations: sequences.count * s.H) { i in
              task.run(sequences[i / s.H], i % s.H, map)
            }
          }
        }
      }
    }
  }
}

/// One key head of one sequence with its value heads, token after token; heads write to places of their own.
@usableFromInline struct StreamTask<S: Scalar>: @unchecked Sendable {
  @usableFromInline let p: Lowered<S>
  @usableFromInline let writeKeys, queries, gains, curvature: UnsafeMutablePointer<S>?

  @inlinable init(
    _ p: Lowered<S>, writeKeys: UnsafeMutablePointer<S>?, queries: UnsafeMutablePointer<S>?,
    gains: UnsafeMutablePointer<S>?, curvature: UnsafeMutablePointer<S>?
  ) {
    (self.p, self.writeKeys, self.queries) = (p, writeKeys, queries)
    (self.gains, self.curvature) = (gains, curvature)
  }

  @inlinable func run<M: DiagonalMap>(_ sequence: Shape.Sequence, _ keyHead: Int, _ map: M) where M.Value == S {
    let s = p.shape
    let valueHeads = keyHead * s.group..<(keyHead + 1) * s.group
    let solver = p.op.axes.preconditioner.curvature.isGram ? RidgeSolver<S>(K: s.K) : nil
    for t in sequence.tokens {
      let row = sequence.row * s.T + t
      let key = (row * s.H + keyHead) * s.K
      precondition(sequence, keyHead, token: row * s.H + keyHead, key, map, solver)
      for head in valueHeads {
        let gate = row * s.HV + head
        if let solver, p.op.axes.preconditioner == .gramQuery {
          let gram = curvature! + (sequence.index * s.HV + head) * s.K * s.K
          solver.advance(
            gram, decay: p.decay.isEmpty ? .one : p.decay[gate], gain: p.gain.isEmpty ? .one : p.gain[gate], p.k, key)
          if case .conjugateGradient(let iterations, let start, _) = p.options.gramSolve {
            solver.approach(
              gram, p.lambda, keyHead * s.K, p.q, key, steps: iterations, start, p.solveEps,
              into: queries! + gate * s.K)
          } else {
            solver.solve(gram, p.lambda, keyHead * s.K, p.q, key, into: queries! + gate * s.K)
          }
        }
        if p.op.axes.gain == .implicit {
          // β/(1 + β kᵀk̃).
          gains![gate] = p.gain[gate] / (.one + p.gain[gate] * overlap(key))
        } else if p.options.factor == .weighted {
          // β/(α + β kᵀk̃), and 0 where β or k is.
          let decay = p.decay.isEmpty ? S.one : p.decay[gate]
          gains![gate] =
            p.writesNothing(row: row, head: head) ? .zero : p.gain[gate] / (decay + p.gain[gate] * overlap(key))
        }
      }
    }
  }

  /// The write key and the read query of one token of a key head.
  @inlinable func precondition<M: DiagonalMap>(
    _ sequence: Shape.Sequence, _ keyHead: Int, token: Int, _ key: Int, _ map: M, _ solver: RidgeSolver<S>?
  ) where M.Value == S {
    let K = p.shape.K
    let slot = sequence.index * p.shape.H + keyHead
    switch p.op.axes.preconditioner {
    case .none, .gramQuery: break
    case .squashedDiagonal:
      let a = curvature! + slot * K
      if p.options.writeKey == .shermanMorrison {
        // From A as the previous token left it.
        for i in 0..<K { writeKeys![key + i] = p.k[key + i] / (a[i] + p.lambda[keyHead * K + i]) }
        scale(key, by: .one / (.one + overlap(key)))
        return advance(a, token, key)
      }
      advance(a, token, key)
      for i in 0..<K { writeKeys![key + i] = map.preconditioner(a[i], head: keyHead) * p.k[key + i] }
      switch p.options.factor {
      case .reciprocal where !p.isZeroKey(row: token / p.shape.H, keyHead: keyHead):
        scale(key, by: .one / overlap(key))
      case .damped: scale(key, by: .one / (.one + overlap(key)))
      case .none, .reciprocal, .weighted: break
      }
    case .diagonalQuery:
      let a = curvature! + slot * K
      advance(a, token, key)
      for i in 0..<K { queries![key + i] = p.q[key + i] / (a[i] + p.lambda[keyHead * K + i]) }
    case .gramKey:
      let gram = curvature! + slot * K * K
      solver!.advance(gram, decay: .one, gain: .one, p.k, key)
      solver!.solve(gram, p.lambda, keyHead * K, p.k, key, into: writeKeys! + key)
    case .shiftedQuery:
      for i in 0..<K { queries![key + i] = p.q[key + i] - p.shift[keyHead] * p.k[key + i] }
    }
  }

  /// kᵀk̃.
  @inlinable func overlap(_ key: Int) -> S {
    var sum = S.zero
    for i in 0..<p.shape.K { sum.addProduct(p.k[key + i], writeKeys![key + i]) }
    return sum
  }

  /// `k̃ ← factor·k̃`.
  @inlinable func scale(_ key: Int, by factor: S) {
    for i in 0..<p.shape.K { writeKeys![key + i] = factor * writeKeys![key + i] }
  }

  /// `A ← α^P A + β^P k∘k`.
  @inlinable func advance(_ a: UnsafeMutablePointer<S>, _ token: Int, _ key: Int) {
    let (decay, gain) = (p.decayATK[token], p.gainATK[token])
    for i in 0..<p.shape.K { a[i] = decay * a[i] + gain * (p.k[key + i] * p.k[key + i]) }
  }
}

import DeltaConcurrent
import DeltaOperators
import DeltaScalars

/// What the chunks read instead of k, q, v and the gains, once preconditioner and gains have been applied to every token
/// (CH-4).
///
/// Computed before the chunks: the value heads of a group share their write keys, and the preconditioner's state is
/// carried through every chunk boundary by construction.
@usableFromInline struct ChunkInputs<S: Scalar>: Sendable {
  @usableFromInline let problem: Lowered<S>
  /// k̃, `[B,T,H,K]`.
  @usableFromInline var writeKeys: [S]
  /// q̃, `[B,T,H,K]`, or `[B,T,HV,K]` where every value head has its own.
  @usableFromInline var queries: [S]
  /// Whether every value head has queries of its own.
  @usableFromInline let queriesPerValueHead: Bool
  /// What the erase reads with, `[B,T,H,K]`, or `[B,T,HV,K]` where channels have gains.
  @usableFromInline var keys: [S]
  /// What is written, `[B,T,HV,V]`.
  @usableFromInline var values: [S]
  /// Gains, `[B,T,HV]`; empty where every gain is one, and not read where channels have gains.
  @usableFromInline var gains: [S]
  /// The preconditioner's final state, laid out as `a0`.
  @usableFromInline var preconditionerState: [S]

  @inlinable init<M: DiagonalMap>(_ p: Lowered<S>, map: M) where M.Value == S {
    let (s, preconditioner) = (p.shape, p.op.axes.preconditioner)
    (problem, writeKeys, gains, preconditionerState) = (p, p.k, p.gain, p.a0)
    let channels = ChannelGain(p)
    (keys, values) = (channels?.keys ?? p.k, channels?.values ?? p.v)
    queriesPerValueHead = preconditioner.state == .gramOfValueHead
    queries = queriesPerValueHead ? [S](repeating: .zero, count: s.B * s.T * s.HV * s.K) : p.q
    if preconditionerState.isEmpty {
      preconditionerState = [S](repeating: .zero, count: s.preconditionerStateCount(preconditioner.state))
    }
    let gain = OverlapGain(p)
    if preconditioner == .none && gain == nil { return }
    let heads = KeyHead.all(p)
    writeKeys.withUnsafeMutableBufferPointer { writeKeys in
      queries.withUnsafeMutableBufferPointer { queries in
        gains.withUnsafeMutableBufferPointer { gains in
          preconditionerState.withUnsafeMutableBufferPointer { preconditionerState in
            let places = ChunkInputPlaces(
              writeKeys: writeKeys.baseAddress, queries: queries.baseAddress, gains: gains.baseAddress,
              preconditionerState: preconditionerState.baseAddress)
            _ = concurrentMap(0..<heads.count) { i in
              guard heads[i].tokens > 0 else { return }
              heads[i].preconditioned(Precondition(map: map, places: places))
              gain?.apply(heads[i], places)
            }
          }
        }
      }
    }
  }
}

/// Where the inputs of chunks are written; heads write to places of their own.
@usableFromInline struct ChunkInputPlaces<S>: @unchecked Sendable {
  @usableFromInline let writeKeys, queries, gains, preconditionerState: UnsafeMutablePointer<S>?

  @inlinable init(
    writeKeys: UnsafeMutablePointer<S>?, queries: UnsafeMutablePointer<S>?, gains: UnsafeMutablePointer<S>?,
    preconditionerState: UnsafeMutablePointer<S>?
  ) {
    (self.writeKeys, self.queries, self.gains, self.preconditionerState) = (
      writeKeys, queries, gains, preconditionerState
    )
  }
}

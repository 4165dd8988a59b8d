import DeltaOperators
import DeltaScalars
import Dispatch

/// The chunk form: tokens in chunks of C, one triangular solve a chunk, heads and sequences in parallel.
///
/// Exactly equal to the token form over an exact field, for any C, tail, packing, grouping and initial state. The result
/// does not depend on the number of threads. Source: CH-1 to CH-6.
public struct ChunkForm<K: Kernels>: Sendable {
  /// Tokens a chunk.
  public let chunk: Int

  /// Creates the form for chunks of `chunk` ≥ 1 tokens.
  @inlinable public init(chunk: Int) {
    precondition(chunk >= 1, "ChunkForm: a chunk of \(chunk) tokens")
    self.chunk = chunk
  }

  /// Evaluates a lowered problem.
  ///
  /// Shapes: CONV-1.
  ///
  /// - Complexity: O(T·HV·(K·V + C·(K + V))) operations, O(T·H·K + C·(C + K + V)) memory besides the result.
  @inlinable public func run<M: DiagonalMap>(_ problem: Lowered<K.Value>, map: M) -> LoweredOutputs<K.Value>
  where M.Value == K.Value {
    let s = problem.shape
    var result = LoweredOutputs<K.Value>(
      o: .init(repeating: .zero, count: s.B * s.T * s.HV * s.V),
      ht: problem.h0.isEmpty ? .init(repeating: .zero, count: s.N * s.HV * s.K * s.V) : problem.h0, at: [])
    let streams = Streams(problem, map: map)
    result.at = streams.curvature
    let sequences = s.sequences
    result.o.withUnsafeMutableBufferPointer { o in
      result.ht.withUnsafeMutableBufferPointer { ht in
        let (o, ht) = (Shared(o.baseAddress), Shared(ht.baseAddress))
        DispatchQueue.concurrentPerform(iterations: sequences.count * s.HV) { task in
          let (sequence, head) = (sequences[task / s.HV], task % s.HV)
          guard !sequence.tokens.isEmpty, let o = o.base, let ht = ht.base else { return }
          let state = ht + (sequence.index * s.HV + head) * s.K * s.V
          var run = HeadRun<K>(problem, streams, sequence, head, chunk: chunk, state: state, o: o)
          run.allChunks()
        }
      }
    }
    return result
  }
}

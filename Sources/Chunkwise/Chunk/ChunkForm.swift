import DeltaConcurrent
import DeltaOperators
import DeltaScalars

/// The chunk form: tokens in chunks of C, one triangular solve a chunk, heads and sequences in parallel.
///
/// Preconditioners are applied to all tokens first; then an engine runs every head. Exactly equal to the token form over
/// an exact field, for any C, tail, packing, grouping and initial state. The result does not depend on the number of
/// threads. Source: CH-1 to CH-6.
public struct ChunkForm<Engine: HeadEngine>: Sendable {
  /// The scalar of the engine.
  public typealias S = Engine.Value
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
  @inlinable public func run<M: DiagonalMap>(_ problem: Lowered<S>, map: M) -> LoweredOutputs<S> where M.Value == S {
    let chunk = chunk
    return run(ChunkInputs(problem, map: map)) { running, _ in
      guard let running else { return }
      Engine.forward(running.inputs, chunk: chunk, state: running.state, o: running.o, keeping: nil)
    }.outputs
  }

  /// Calls `body` for every value head of every sequence, with nil where the sequence has no token.
  ///
  /// Returns the outputs that the heads have written, and what `body` returned for each.
  @inlinable func run<R: Sendable>(
    _ inputs: ChunkInputs<S>, _ body: @escaping @Sendable (RunningHead<S>?, ValueHead) -> R
  ) -> (outputs: LoweredOutputs<S>, heads: [R]) {
    let (p, s) = (inputs.problem, inputs.problem.shape)
    var outputs = LoweredOutputs<S>(
      o: .init(repeating: .zero, count: s.B * s.T * s.HV * s.V),
      ht: p.h0.isEmpty ? .init(repeating: .zero, count: s.N * s.HV * s.K * s.V) : p.h0, at: inputs.preconditionerState)
    let all = ValueHead.all(s)
    let heads = HeadTable.with(inputs) { table in
      outputs.o.withUnsafeMutableBufferPointer { o in
        outputs.ht.withUnsafeMutableBufferPointer { ht in
          let places = OutputPlaces(s, o: o.baseAddress, ht: ht.baseAddress)
          return concurrentMap(0..<all.count) { i in
            body(table.inputs(all[i]).map { places.running($0, all[i]) }, all[i])
          }
        }
      }
    }
    return (outputs, heads)
  }
}

import DeltaConcurrent
import DeltaOperators
import DeltaScalars

/// The chunk form forwards with everything before it, segment after segment: its memory does not grow with T.
///
/// A segment is some chunks of one key head's tokens, normalised, preconditioned and run while they are in cache. Equal to
/// ``ChunkForm`` over an exact field, whatever the segments. For operators that need no Gram matrix, with the standard options.
/// Source: CH-10.
struct SegmentedForm<L: SegmentLowering> {
  typealias S = L.Value
  let lowering: L
  let chunk: Int
  /// Tokens a segment, a multiple of the chunk.
  let segment: Int
  /// Value columns that are run together; all where heads keep every core busy.
  let columns: Int

  init(_ lowering: L, chunk: Int, segment: Int? = nil, columns: Int? = nil) {
    (self.lowering, self.chunk) = (lowering, chunk)
    self.columns = max(columns ?? ValueColumns.together(lowering.shape), 1)
    // Pairs keep more of a segment in cache: rows for every token with the decays folded in.
    self.segment = max((segment ?? (chunk == FusedEngine<L.Tier>.pair ? 32 : 128)) / chunk, 1) * chunk
  }

  /// Whether the form knows the operator and its options.
  static func covers(_ op: Operator, _ options: Options) -> Bool {
    !op.axes.preconditioner.state.isGram && options == .standard
  }

  /// Runs from initial states, of which an empty one is zero.
  ///
  /// - Complexity: that of ``ChunkForm``, but O(C·(C + K + V) + K·V) memory a thread besides the result.
  func run(h0: [S], a0: [S]) -> LoweredOutputs<S> {
    let (s, state) = (lowering.shape, lowering.op.axes.preconditioner.state)
    func zeros(_ count: Int) -> [S] { .init(repeating: .zero, count: count) }
    var outputs = LoweredOutputs<S>(
      o: s.rowsToWrite(s.HV * s.V), ht: h0.isEmpty ? zeros(s.N * s.HV * s.K * s.V) : h0,
      at: a0.isEmpty ? zeros(s.preconditionerStateCount(state)) : a0)
    // A group shares what is made of its keys, unless that would leave a core idle; the results are the same bits.
    let shares = s.N * s.H > 1
    let tasks = s.sequences.filter { !$0.tokens.isEmpty }.flatMap { sequence in
      (0..<s.H).flatMap { head in
        let values = head * s.group..<(head + 1) * s.group
        return (shares ? [values] : values.map { $0..<$0 + 1 }).flatMap { values in
          ValueColumns.parts(of: s.V, columns).map { (sequence: sequence, head: head, values: values, columns: $0) }
        }
      }
    }
    outputs.withPlaces(a0: a0) { places in
      @Sendable func run(_ i: Int) {
        let task = tasks[i]
        SegmentedHead(self, task.sequence, task.head, task.values, columns: task.columns).run(places)
      }
      _ = concurrentMap(0..<tasks.count, run)
    }
    return outputs
  }
}

extension SegmentedForm: Sendable {}

extension Shape {
  /// An array with `width` elements for each token, all of which the tokens of sequences will be written to: zeros only where
  /// some token belongs to none.
  func rowsToWrite<S: Scalar>(_ width: Int) -> [S] {
    let count = B * T * width, covered = sequences.reduce(0) { $0 + $1.tokens.count } == B * T
    return covered ? [S](unsafeUninitializedCapacity: count) { $1 = count } : .init(repeating: .zero, count: count)
  }
}

/// Where outputs are written and states carried; heads have places of their own.
struct SegmentPlaces<S>: @unchecked Sendable {
  let o, ht, at: UnsafeMutablePointer<S>?
  /// The preconditioner's initial state, nil where it is zero; `at` is where the final one goes.
  let a0: UnsafePointer<S>?
}

import DeltaConcurrent
import DeltaOperators
import DeltaScalars

extension SegmentedForm {
  /// Whether the form has gradients for a problem; key heads run in parallel, so that a single one is not to have many value heads.
  static func reverses(_ op: Operator, _ options: Options, _ shape: Shape) -> Bool {
    let axes = op.axes
    return covers(op, options) && [.none, .squashedDiagonal].contains(axes.preconditioner)
      && [.one, .beta, .split].contains(axes.gain) && (shape.group == 1 || shape.N * shape.H > 1)
  }

  /// The outputs, and the gradient of `⟨o, ō⟩ + ⟨S_T, S̄_T⟩ + ⟨A_T, Ā_T⟩`: each key head forwards and at once backwards, segment
  /// after segment.
  ///
  /// An empty S̄_T or Ā_T means zero. The gradients of queries, keys and decays are those that the lowering raises, all others as
  /// those of ``ChunkForm``, to which they are equal over an exact field. The result does not depend on the number of threads.
  ///
  /// - Complexity: O(T·HV·(K·V + C·(K + V))) operations; O((T/C)·K·V + T·(C + V)) memory for each value head of each running key head.
  ///   Source: CH-8, CH-10.
  func run(
    h0: [S], a0: [S], cotangents: LoweredOutputs<S>
  ) -> (outputs: LoweredOutputs<S>, gradients: LoweredGradients<S>) {
    let s = lowering.shape
    var outputs = LoweredOutputs<S>(toWriteFor: s, lowering.op)
    if !h0.isEmpty { outputs.ht = h0 }
    if !a0.isEmpty { outputs.at = a0 }
    var gradients = LoweredGradients<S>(toWriteFor: s, lowering.op)
    if !cotangents.ht.isEmpty { gradients.h0 = cotangents.ht }
    if !cotangents.at.isEmpty { gradients.a0 = cotangents.at }
    let tasks = s.sequences.filter { !$0.tokens.isEmpty }.flatMap { sequence in (0..<s.H).map { (sequence, $0) } }
    let centres = outputs.withPlaces(a0: a0) { places in
      gradients.withPlaces(s, cotangent: cotangents.o) { reversed in
        concurrentMap(0..<tasks.count) { i in
          let (sequence, head) = tasks[i]
          let prepared = SegmentedHead(self, sequence, head, head * s.group..<(head + 1) * s.group)
          return ReversedHead(prepared).run(places, reversed)
        }
      }
    }
    // Sums over sequences are taken here, in their order.
    if !gradients.centre.isEmpty {
      for (task, centre) in zip(tasks, centres) { gradients.centre[task.1] = gradients.centre[task.1] + centre }
    }
    return (outputs, gradients)
  }
}

extension LoweredOutputs {
  /// Arrays in the shapes of a problem's outputs: `o` to be written, and zeros for states.
  init(toWriteFor s: Shape, _ op: Operator) {
    func zeros(_ count: Int) -> [S] { .init(repeating: .zero, count: count) }
    self.init(
      o: s.rowsToWrite(s.HV * s.V), ht: zeros(s.N * s.HV * s.K * s.V),
      at: zeros(s.preconditionerStateCount(op.axes.preconditioner.state)))
  }

  /// Calls `body` with where the arrays are, which stay there meanwhile.
  mutating func withPlaces<R>(a0: [S], _ body: (SegmentPlaces<S>) -> R) -> R {
    o.withUnsafeMutableBufferPointer { o in
      ht.withUnsafeMutableBufferPointer { ht in
        at.withUnsafeMutableBufferPointer { at in
          a0.withUnsafeBufferPointer { a0 in
            body(
              SegmentPlaces(
                o: o.baseAddress, ht: ht.baseAddress, at: at.baseAddress, a0: a0.isEmpty ? nil : a0.baseAddress))
          }
        }
      }
    }
  }
}

import DeltaConcurrent
import DeltaOperators
import DeltaScalars

extension ChunkForm {
  /// The outputs, and the gradient of `⟨o, ō⟩ + ⟨S_T, S̄_T⟩ + ⟨A_T, Ā_T⟩`: each head forwards and at once backwards.
  ///
  /// An empty S̄_T or Ā_T means zero. Over an exact field equal to the adjoint of the token form. Value heads of sequences run
  /// in parallel, then key heads; the result does not depend on the number of threads.
  ///
  /// - Complexity: O(T·HV·(K·V + C·(K + V))) operations, O(T·HV·(K + V)) memory and O((T/C)·K·V + T·(C + V)) for each
  ///   running head; with a Gram matrix O(T·HV·K³) more operations. Source: CH-8, CH-9, GRAD-1.
  @inlinable public func run<M: DifferentiableMap>(
    _ p: Lowered<S>, map: M, cotangents: LoweredOutputs<S>
  ) -> (outputs: LoweredOutputs<S>, gradients: LoweredGradients<S>) where M.Value == S {
    let (s, chunk) = (p.shape, chunk)
    let reversal = Reversal(inputs: ChunkInputs(p, map: map), cotangents: cotangents, chunk: chunk)
    let (outputs, heads) = run(reversal.inputs) { running, head in
      var d = HeadGradients<S>(p, head, state: block(head.slot(s), of: cotangents.ht, size: s.K * s.V))
      if let running {
        let trace = Engine.trace(for: running.inputs, chunk: chunk)
        Engine.forward(running.inputs, chunk: chunk, state: running.state, o: running.o, keeping: trace)
        d.fill(running.inputs, head, s, cotangents.o) { rows, dO, state in
          Engine.backward(running.inputs, chunk: chunk, from: trace, dO: dO, state: state, into: rows)
        }
      }
      let keyHead = KeyHead(p, head.sequence, s.keyHead(of: head.index))
      OverlapGain(p)?.reverse(keyHead, head.index, reversal, &d)
      ChannelGain(p)?.reverse(keyHead, head.index, &d)
      return keyHead.preconditioned(ReverseValueHead(head: head.index, gradients: d, reversal: reversal))
    }
    let keyHeads = KeyHead.all(p)
    let keys = concurrentMap(0..<keyHeads.count) { i in
      let head = keyHeads[i]
      // The value heads of a group read the same keys.
      let first = head.sequence.index * s.HV + head.valueHeads.lowerBound
      let sum = HeadGradients.sum(heads[first..<first + s.group])
      return head.preconditioned(ReverseKeyHead(map: map, gradients: sum, reversal: reversal))
    }
    // Sums over sequences are taken here, in their order.
    var gradients = LoweredGradients(zerosLike: p)
    for (head, d) in zip(ValueHead.all(s), heads) { d.add(to: &gradients, p, head) }
    for (head, d) in zip(keyHeads, keys) { d.add(to: &gradients, head) }
    return (outputs, gradients)
  }
}

/// What reversals read besides the gradients that come to them.
@usableFromInline struct Reversal<S: Scalar>: Sendable {
  @usableFromInline let inputs: ChunkInputs<S>
  @usableFromInline let cotangents: LoweredOutputs<S>
  @usableFromInline let chunk: Int

  @inlinable init(inputs: ChunkInputs<S>, cotangents: LoweredOutputs<S>, chunk: Int) {
    (self.inputs, self.cotangents, self.chunk) = (inputs, cotangents, chunk)
  }
}

import DeltaOperators
import DeltaScalars

extension ChunkForm {
  /// The gradient of `⟨o, ō⟩ + ⟨S_T, S̄_T⟩ + ⟨A_T, Ā_T⟩`, chunk by chunk backwards.
  ///
  /// An empty S̄_T or Ā_T means zero. `decay` and `decayATK` of the result are with respect to the **logarithms** of the
  /// decays, α·dα, because the form never has dα by itself. Over an exact field equal to the adjoint of the token form.
  /// Value heads of sequences run in parallel, then key heads; the result does not depend on the number of threads.
  ///
  /// - Complexity: O(T·HV·(K·V + C·(K + V))) operations, O(T·HV·(K + V)) memory and O((T/C)·K·V) for each running head;
  ///   with a Gram matrix O(T·HV·K³) more operations. Source: CH-8, CH-9, GRAD-1.
  @inlinable public func gradients<M: DifferentiableMap>(
    of p: Lowered<K.Value>, map: M, cotangents: LoweredOutputs<K.Value>
  ) -> LoweredGradients<K.Value> where M.Value == K.Value {
    let (s, sequences, chunk) = (p.shape, p.shape.sequences, chunk)
    let streams = Streams(p, map: map)
    let heads = concurrentResults(sequences.count * s.HV) { task in
      ReversedHead<K>(p, streams, sequences[task / s.HV], task % s.HV, chunk: chunk).gradients(cotangents)
    }
    let keys = concurrentResults(sequences.count * s.H) { task in
      let (sequence, keyHead) = (sequences[task / s.H], task % s.H)
      let first = sequence.index * s.HV + keyHead * s.group
      return ReversedKeys(p, streams, sequence, keyHead, chunk: chunk)
        .gradients(of: heads[first..<first + s.group], map: map, cotangents)
    }
    // Sums over sequences are taken here, in their order.
    var gradients = LoweredGradients(zerosLike: p)
    for (task, head) in heads.enumerated() { head.add(to: &gradients, p, sequences[task / s.HV], task % s.HV) }
    for (task, key) in keys.enumerated() { key.add(to: &gradients, p, sequences[task / s.H], task % s.H) }
    return gradients
  }
}

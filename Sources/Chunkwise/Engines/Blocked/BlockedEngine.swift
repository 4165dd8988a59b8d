import DeltaScalars

/// The chunk form by dense matrix products: over float32 those of OpenBLAS, over any other scalar plain loops.
///
/// Chunk after chunk the equations of CH-2 and CH-3, and those of CH-8 backwards.
public enum BlockedEngine<P: MatrixProducts>: HeadEngine {
  /// The scalar of the products.
  public typealias Value = P.Value

  /// Room for the states at the starts of chunks and for what chunks compute from them.
  @inlinable public static func trace(for head: HeadInputs<Value>, chunk: Int) -> BlockedTrace<Value> {
    BlockedTrace(head, chunk: chunk, keepsAll: true)
  }

  /// Runs the chunks of a head in order.
  ///
  /// - Complexity: O(T·(K·V + C·(K + V))) operations, O(C·(C + K + V)) memory besides the trace.
  @inlinable public static func forward(
    _ head: HeadInputs<Value>, chunk: Int, state: UnsafeMutablePointer<Value>, o: MutableRows<Value>,
    keeping trace: BlockedTrace<Value>?
  ) {
    let memory = trace ?? BlockedTrace(head, chunk: chunk, keepsAll: false)
    let scratch = Scratch<Value>(chunk: memory.C, K: head.K)
    for tokens in head.chunks(of: chunk) {
      let kept = memory.chunk(at: tokens.lowerBound)
      if trace != nil { kept.state.update(from: state, count: head.K * head.V) }
      forward(head.tokens(tokens), state: state, o: o.from(tokens.lowerBound), kept, scratch)
    }
  }

  /// Runs them in reverse.
  ///
  /// - Complexity: O(T·(K·V + C·(K + V))) operations, O(C·(C + K + V) + K·V) memory.
  @inlinable public static func backward(
    _ head: HeadInputs<Value>, chunk: Int, from trace: BlockedTrace<Value>, dO: Rows<Value>,
    state: UnsafeMutablePointer<Value>, into gradients: HeadGradientRows<Value>
  ) {
    var G = Dense(head.K, head.V, state)
    for tokens in head.chunks(of: chunk).reversed() {
      let first = tokens.lowerBound
      G = backward(
        head.tokens(tokens), trace.chunk(at: first), dO: dO.from(first), G, into: gradients.from(first))
    }
    for (i, x) in G.values.enumerated() { state[i] = x }
  }
}

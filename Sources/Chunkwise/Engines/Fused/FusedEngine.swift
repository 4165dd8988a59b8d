import CDeltaKernels
import DeltaScalars

/// The chunk form in native kernels: decay, products, solve and update of a chunk without a call between them.
///
/// Backwards it is ``BlockedEngine``, whose trace it then keeps.
enum FusedEngine<Tier: KernelTier>: HeadEngine {
  typealias Value = Tier.Value
  typealias Trace = BlockedTrace<Value>

  static func trace(for head: HeadInputs<Value>, chunk: Int) -> Trace {
    BlockedEngine<Tier.Products>.trace(for: head, chunk: chunk)
  }

  /// Runs the chunks of a head in order.
  ///
  /// - Complexity: O(T·(K·V + C·(K + V))) operations, O(K·V + C·(C + K + V)) memory.
  static func forward(
    _ head: HeadInputs<Value>, chunk: Int, state: UnsafeMutablePointer<Value>, o: MutableRows<Value>,
    keeping trace: Trace?
  ) {
    if let trace {
      return BlockedEngine<Tier.Products>.forward(head, chunk: chunk, state: state, o: o, keeping: trace)
    }
    var native = dk_head(head)
    let status = Tier.here.forward(&native, chunk, state, dk_mutable_rows(o))
    precondition(status == 0, "FusedEngine: out of memory")
  }

  static func backward(
    _ head: HeadInputs<Value>, chunk: Int, from trace: Trace, dO: Rows<Value>, state: UnsafeMutablePointer<Value>,
    into gradients: HeadGradientRows<Value>
  ) {
    BlockedEngine<Tier.Products>.backward(head, chunk: chunk, from: trace, dO: dO, state: state, into: gradients)
  }
}

extension dk_head {
  init<S>(_ x: HeadInputs<S>) {
    self.init()
    (tokens, K, V) = (x.tokens, x.K, x.V)
    (q, k, write_key, v) = (dk_rows(x.q), dk_rows(x.k), dk_rows(x.writeKey), dk_rows(x.v))
    switch x.decay {
    case .none: decay_kind = Int32(dk_decay_none)
    case .scalar(let rows): (decay_kind, decay) = (Int32(dk_decay_scalar), dk_rows(rows))
    case .channel(let rows): (decay_kind, decay) = (Int32(dk_decay_channel), dk_rows(rows))
    }
    if let rows = x.gain { gain = dk_rows(rows) }
    if let rows = x.eraseGain { erase_gain = dk_rows(rows) }
    (erases, lag) = (x.erases ? 1 : 0, Int32(x.lag))
  }
}

extension dk_rows {
  init<S>(_ rows: Rows<S>) { self.init(first: UnsafeRawPointer(rows.first), stride: rows.stride) }
}

extension dk_mutable_rows {
  init<S>(_ rows: MutableRows<S>) { self.init(first: UnsafeMutableRawPointer(rows.first), stride: rows.stride) }
}

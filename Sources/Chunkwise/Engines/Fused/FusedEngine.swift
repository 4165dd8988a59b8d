import CDeltaKernels
import DeltaScalars

/// The chunk form in native kernels: decay, products, solve and update of a chunk without a call between them.
///
/// Chunks of two tokens that keep no trace have kernels of their own, which are the fastest.
/// The reversed chunk is native too. Source: PERF-4.
enum FusedEngine<Tier: KernelTier>: HeadEngine {
  typealias Value = Tier.Value
  typealias Trace = FusedTrace<Value>
  /// The chunk whose update and whose successor's products are one pass over the state (CH-12).
  static var pair: Int { 2 }

  /// Room for the states at the starts of chunks and for what chunks compute from them.
  static func trace(for head: HeadInputs<Value>, chunk: Int) -> Trace { traces(1, for: head, chunk: chunk)[0] }

  /// Room for several runs of up to as many tokens, in one block: what is given back whole is not taken from the system anew.
  static func traces(_ count: Int, for head: HeadInputs<Value>, chunk: Int) -> [Trace] {
    var native = dk_head(head)
    let size = Tier.here.trace_count(&native, chunk)
    let memory = Blocks<Value>([count * size], zeroed: false)
    return (0..<count).map { Trace(memory: memory, first: memory[0] + $0 * size) }
  }

  /// Runs the chunks of a head in order.
  ///
  /// - Complexity: O(T·(K·V + C·(K + V))) operations, O(K·V + C·(C + K + V)) memory besides the trace.
  static func forward(
    _ head: HeadInputs<Value>, chunk: Int, state: UnsafeMutablePointer<Value>, o: MutableRows<Value>,
    keeping trace: Trace?
  ) {
    if chunk == pair, trace == nil {
      let carried = CarriedState<Tier>(state, K: head.K, V: head.V, scratch: CarriedState<Tier>.scratch(K: head.K))
      carried.run(head, o: o)
      return carried.write(to: state)
    }
    var native = dk_head(head)
    succeed(Tier.here.forward(&native, chunk, state, dk_mutable_rows(o), trace?.first))
  }

  /// Runs them in reverse.
  ///
  /// - Complexity: O(T·(K·V + C·(K + V))) operations, O(K·V + C·(C + K + V)) memory.
  static func backward(
    _ head: HeadInputs<Value>, chunk: Int, from trace: Trace, dO: Rows<Value>, state: UnsafeMutablePointer<Value>,
    into gradients: HeadGradientRows<Value>
  ) {
    var (native, out) = (dk_head(head), dk_gradients(gradients))
    succeed(Tier.here.backward(&native, chunk, trace.first, dk_rows(dO), state, &out))
  }

  private static func succeed(_ status: Int32) { precondition(status == 0, "FusedEngine: out of memory") }
}

/// Where a forward run keeps what its reversal reads.
struct FusedTrace<S: Scalar> {
  let memory: Blocks<S>
  let first: UnsafeMutablePointer<S>
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

extension dk_gradients {
  init<S>(_ x: HeadGradientRows<S>) {
    self.init()
    (q, k, write_key, v) = (
      dk_mutable_rows(x.q), dk_mutable_rows(x.k), dk_mutable_rows(x.writeKey), dk_mutable_rows(x.v)
    )
    if let rows = x.decay { decay = dk_mutable_rows(rows) }
    if let rows = x.gain { gain = dk_mutable_rows(rows) }
    if let rows = x.eraseGain { erase_gain = dk_mutable_rows(rows) }
  }
}

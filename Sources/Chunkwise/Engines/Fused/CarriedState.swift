import CDeltaKernels
import DeltaScalars

/// A head's state while its tokens pass over it two at a time, in the order that the kernels like.
///
/// It is K·V scalars with a product of decays for each channel in front, which is multiplied in when it has become faint or when the
/// state is asked for. Source: CH-12.
struct CarriedState<Tier: KernelTier> {
  typealias S = Tier.Value
  private let K, V: Int
  private let memory: Blocks<S>
  private let scratch: Blocks<S>

  /// Memory that heads of one thread share.
  static func scratch(K: Int) -> Blocks<S> { Blocks([Tier.here.pair_scratch_count(K)]) }

  /// Takes over a state, K×V, row-major.
  init(_ state: UnsafePointer<S>, K: Int, V: Int, scratch: Blocks<S>) {
    (self.K, self.V, self.scratch) = (K, V, scratch)
    memory = Blocks([Tier.here.carried_count(K, V)])
    Tier.here.carry_in(K, V, state, memory[0])
  }

  /// Runs tokens and asks for the first `tokens` of the rows that the next call will need.
  ///
  /// - Complexity: O(T·K·V) operations.
  func run(_ head: HeadInputs<S>, o: MutableRows<S>, ahead: [dk_wide_rows] = [], tokens: Int = 0) {
    var native = dk_head(head)
    ahead.withUnsafeBufferPointer {
      var ahead = dk_ahead(tokens: tokens, first: $0.baseAddress, count: min($0.count, dk_ahead_most))
      Tier.here.pairs(&native, memory[0], scratch[0], dk_mutable_rows(o), &ahead)
    }
  }

  /// Writes the state as it is now, K×V, row-major.
  func write(to state: UnsafeMutablePointer<S>) { Tier.here.carry_out(K, V, memory[0], state) }
}

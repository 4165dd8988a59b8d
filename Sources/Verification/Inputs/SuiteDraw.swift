import DeltaOperators

/// Which draw of the suite's regimes is asked: the pinned one, or another.
public struct SuiteDraw: Hashable, Sendable {
  /// The seed; 1 is the pinned draw, the same in every version but for its regimes (GEN-7).
  public var seed: UInt64
  /// The sizes of heads at which every regime is drawn; none for those of the regimes themselves (GEN-8).
  public var headDims: [HeadDim]

  /// The pinned draw, unless told otherwise.
  public init(seed: UInt64 = 1, headDims: [HeadDim] = []) { (self.seed, self.headDims) = (seed, headDims) }

  /// What ids of its cases end in, before `.gradients`.
  func suffixes(_ variant: Regime.Variant) -> [(text: String, shape: Shape)] {
    let seeded = seed == 1 ? "" : ".seed-\(seed)"
    guard !headDims.isEmpty else { return [(seeded, variant.shape)] }
    return headDims.map { (".\($0)\(seeded)", variant.shape.with($0)) }
  }
}

/// The channels of a head's keys and values.
public struct HeadDim: Hashable, Sendable, CustomStringConvertible {
  /// Channels of a key.
  public let K: Int
  /// Channels of a value.
  public let V: Int

  /// Both sizes, each at least 1.
  public init(K: Int, V: Int) { (self.K, self.V) = (K, V) }

  /// `64` or `64x128`, as a command line says it; nil for anything else, and beyond 4,096.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard parts.count == 1 || parts.count == 2, parts.allSatisfy((1...4096).contains) else { return nil }
    self.init(K: parts[0], V: parts.last!)
  }

  /// `64x128`.
  public var description: String { "\(K)x\(V)" }
}

extension Shape {
  fileprivate func with(_ head: HeadDim) -> Shape {
    Shape(B: B, T: T, H: H, HV: HV, K: head.K, V: head.V, cuSeqlens: cuSeqlens)
  }
}

/// The SplitMix64 generator: a counter passed through a mixing function, so that a seed pins the stream on every machine.
///
/// Its first outputs are pinned by a test.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  /// The counter, which advances by the golden-ratio constant.
  public var state: UInt64

  /// Creates the stream of `seed`.
  @inlinable public init(seed: UInt64) { state = seed }

  /// The next 64 uniform bits.
  @inlinable @inline(__always) public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(state)
  }

  /// The next double, uniform in [−1, 1).
  @inlinable @inline(__always) public mutating func nextSigned() -> Double {
    Double(Int64(bitPattern: next())) * 0x1p-63
  }

  /// The mixing function alone: a bijection of 64-bit words.
  @inlinable @inline(__always) public static func mix(_ z: UInt64) -> UInt64 {
    var z = z
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

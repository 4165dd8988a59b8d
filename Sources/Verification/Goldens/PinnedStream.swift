import DeltaOperators
import DeltaScalars

/// Numbers of golden inputs: element n of stream s is a function of (s, n) alone, and a bf16 number (FIX-1).
///
/// Nothing else in the suite uses it, so that retuning a generator never moves a golden.
struct PinnedStream {
  private let seed: UInt64
  private var counter: UInt64 = 0

  /// The stream of a permanent id: FNV-1a of its name.
  init(_ id: String) {
    seed = id.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// The next 64 uniform bits.
  mutating func bits() -> UInt64 {
    counter += 1
    return SplitMix64.mix(seed &+ counter &* 0x9E37_79B9_7F4A_7C15)
  }

  /// A multiple of `range / 128` between its ends, the upper one excluded.
  mutating func next(_ range: Range<Float>) -> Float {
    // Seven bits times a width that is a power of two, plus a lower end on the same grid: exact in bf16.
    range.lowerBound + (range.upperBound - range.lowerBound) * (Float(bits() >> 57) / 128)
  }

  /// An integer of `0 ..< count`.
  mutating func index(_ count: Int) -> Int { Int(bits() >> 32) % count }
}

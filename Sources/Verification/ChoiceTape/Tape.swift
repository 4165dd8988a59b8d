/// A sequence of bounded integers from which a generator builds everything random (GEN-4).
///
/// Recording, it draws new choices from a seeded stream; replaying, it gives back the recorded ones. An edited tape may not
/// fit: a choice above its bound is reduced to the bound, and past the end every choice is 0, the simplest. So every
/// sequence of integers is a tape.
public struct Tape: Hashable, Sendable {
  /// The choices made so far, or to be made again.
  public private(set) var choices: [UInt64]
  private var position = 0
  private var stream: UInt64?

  /// Creates a tape that records choices drawn from a seed.
  public init(seed: UInt64) { (choices, stream) = ([], seed) }

  /// Creates a tape that replays choices.
  public init(replaying choices: [UInt64]) { (self.choices, stream) = (choices, nil) }

  /// The next choice, in `0 ... bound`; 0 is to be the simplest.
  public mutating func draw(_ bound: UInt64) -> UInt64 {
    defer { position += 1 }
    if position < choices.count { return min(choices[position], bound) }
    guard let state = stream else { return 0 }
    let (next, bits) = Self.step(state)
    stream = next
    let choice = bound == .max ? bits : bits % (bound + 1)
    choices.append(choice)
    return choice
  }

  /// The choices that a generator has looked at, and no more.
  public var used: [UInt64] { Array(choices.prefix(position)) }

  /// One step of SplitMix64: the tape has a generator of its own and depends on no other module.
  private static func step(_ state: UInt64) -> (UInt64, UInt64) {
    let next = state &+ 0x9E37_79B9_7F4A_7C15
    var z = next
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (next, z ^ (z >> 31))
  }
}

import DeltaScalars

/// New tapes from known ones: a fresh one, one with a few choices changed, or a mixture of two.
enum TapeMutation {
  /// The length of a fresh tape, more than any problem looks at.
  private static let length = 40

  /// A tape for an operator, which the first choice names.
  static func next(_ known: [[UInt64]], firstOf op: UInt64, _ random: inout SplitMix64) -> [UInt64] {
    var tape: [UInt64]
    switch known.isEmpty ? 0 : random.next() % 8 {
    case 0: tape = (0..<length).map { _ in fresh(&random) }
    case 1: tape = mixed(pick(known, &random), pick(known, &random), &random)
    default: tape = changed(pick(known, &random), &random)
    }
    if tape.isEmpty { tape = [0] }
    tape[0] = op
    return tape
  }

  /// One choice in two is small, as most bounds are: a larger one would be reduced to its bound.
  private static func fresh(_ random: inout SplitMix64) -> UInt64 {
    let bits = random.next()
    return switch bits % 4 {
    case 0: (bits >> 8) & 3
    case 1: (bits >> 8) & 31
    case 2: (bits >> 8) % 141
    default: (bits >> 8) & 0xFFFF
    }
  }

  private static func pick(_ known: [[UInt64]], _ random: inout SplitMix64) -> [UInt64] {
    known[Int(random.next() % UInt64(known.count))]
  }

  /// One choice changed, or two, or three.
  private static func changed(_ tape: [UInt64], _ random: inout SplitMix64) -> [UInt64] {
    var tape = tape + Array(repeating: 0, count: max(0, length - tape.count))
    for _ in 0...Int(random.next() % 3) {
      let place = Int(random.next() % UInt64(tape.count))
      switch random.next() % 4 {
      case 0: tape[place] = tape[place] &+ 1
      case 1: tape[place] = tape[place] > 0 ? tape[place] - 1 : 0
      default: tape[place] = fresh(&random)
      }
    }
    return tape
  }

  /// The beginning of one and the end of another.
  private static func mixed(_ a: [UInt64], _ b: [UInt64], _ random: inout SplitMix64) -> [UInt64] {
    let cut = Int(random.next() % UInt64(max(a.count, b.count) + 1))
    return Array(a.prefix(cut)) + Array(b.dropFirst(cut))
  }
}

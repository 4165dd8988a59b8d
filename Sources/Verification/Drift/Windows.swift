/// The windows of tokens over which errors are averaged: half-octaves, each token in exactly one (DRIFT-2).
enum Windows {
  /// The ends 1, 2, 3, 4, 6, 8, 12, 16, 24, … and last `tokens` itself.
  static func ends(upTo tokens: Int) -> [Int] {
    guard tokens > 0 else { return [] }
    let powers = (0..<Int.bitWidth - 2).lazy.map { 1 << $0 }.prefix { $0 < tokens }
    let halves = powers.flatMap { $0 == 1 ? [1] : [$0, $0 + $0 / 2] }
    return halves.filter { $0 < tokens } + [tokens]
  }

  /// The windows as ranges of token positions.
  static func ranges(upTo tokens: Int) -> [Range<Int>] {
    let ends = ends(upTo: tokens)
    return zip([0] + ends, ends).map { $0..<$1 }
  }
}

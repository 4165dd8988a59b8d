import DeltaScalars

/// Sums, function values and roundings, each in the manner of a style.
struct Arithmetic<F: PlainFloat>: Sendable {
  let style: Style
  private let rounds: Bool

  init(_ style: Style) { (self.style, rounds) = (style, style.operand != nil) }

  /// `start + Σ a_i b_i`, a matrix product: its factors are operands.
  @inline(__always) func dot(_ n: Int, from start: F = 0, _ pair: (Int) -> (F, F)) -> F {
    guard rounds else { return sum(n, from: start, pair) }
    return sum(n, from: start) { i in
      let (a, b) = pair(i)
      return (operand(a), operand(b))
    }
  }

  /// `start + Σ a_i b_i` in registers.
  @inline(__always) func sum(_ n: Int, from start: F = 0, _ pair: (Int) -> (F, F)) -> F {
    var sum = start
    switch style.sums {
    case .forward, .fused: for i in 0..<n { sum = adding(pair(i), to: sum) }
    case .reversed: for i in (0..<n).reversed() { sum = adding(pair(i), to: sum) }
    case .pairwise: sum += pairwise(0..<n, pair)
    case .split(let parts):
      for part in 0..<parts {
        var share: F = 0
        for i in n * part / parts..<n * (part + 1) / parts { share = adding(pair(i), to: share) }
        sum += share
      }
    }
    return flushed(sum)
  }

  private func pairwise(_ range: Range<Int>, _ pair: (Int) -> (F, F)) -> F {
    if range.count <= 1 { return range.isEmpty ? 0 : adding(pair(range.lowerBound), to: 0) }
    let middle = (range.lowerBound + range.upperBound) / 2
    return pairwise(range.lowerBound..<middle, pair) + pairwise(middle..<range.upperBound, pair)
  }

  @inline(__always) private func adding(_ pair: (F, F), to sum: F) -> F {
    style.sums == .fused ? sum.addingProduct(pair.0, pair.1) : sum + pair.0 * pair.1
  }

  @inline(__always) func flushed(_ x: F) -> F {
    style.flushesDenormals && x.magnitude < F(Float.leastNormalMagnitude) ? 0 : x
  }

  func exponential(_ x: F) -> F {
    flushed(style.usesPowersOfTwo ? F.powerOfTwo(x * F(1.4426950408889634)) : F.exponential(x))
  }

  func operand(_ x: F) -> F { rounded(x, style.operand) }
  func output(_ x: F) -> F { rounded(x, style.output) }
  func normalised(_ x: F) -> F { rounded(x, style.normalised) }

  /// A state as it is carried; `salt` tells places apart where the format rounds at random.
  func state(_ x: F, _ salt: Int) -> F {
    guard let format = style.state else { return x }
    guard format.rounding == .stochastic else { return rounded(x, format) }
    var bits = SplitMix64(seed: UInt64(bitPattern: Int64(salt)) &* 0x9E37_79B9_7F4A_7C15 ^ Double(x).bitPattern)
    return F(format.rounded(Double(x), bits: bits.next()))
  }

  func rounded(_ x: F, _ format: Format?) -> F { format.map { F($0.rounded(Double(x))) } ?? x }
}

import DeltaScalars
import Testing

/// Every number of the two 16-bit formats, and what lies between neighbours, against an exact decoding of the patterns.
@Suite("TOL-1: formats") struct FormatTests {
  /// A 16-bit format, decoded by its definition.
  struct Sixteen: Sendable, CustomTestStringConvertible {
    let format: Format
    let fractionBits, bias: Int
    static let all = [
      Sixteen(format: .bf16, fractionBits: 7, bias: 127), Sixteen(format: .fp16, fractionBits: 10, bias: 15),
    ]
    var testDescription: String { format.name }

    /// The first pattern that is not finite.
    var infinity: Int { (1 << (15 - fractionBits) - 1) << fractionBits }

    /// The magnitude of a pattern without its sign; that of infinity reads as the next step of the grid.
    func magnitude(_ pattern: Int) -> Double {
      let (exponent, fraction) = (pattern >> fractionBits, pattern & (1 << fractionBits - 1))
      let significand = exponent == 0 ? fraction : fraction | 1 << fractionBits
      return Double(sign: .plus, exponent: max(exponent, 1) - bias - fractionBits, significand: Double(significand))
    }
  }

  @Test("all 65,536 patterns are their own rounding, in every mode", arguments: Sixteen.all, RoundingMode.allCases)
  func patterns(type: Sixteen, mode: RoundingMode) {
    let format = type.format.rounding(mode)
    var (wrong, count) = ([Int](), 0)
    for pattern in 0..<1 << 16 {
      let (sign, bits) = (pattern >> 15 == 1, pattern & 0x7FFF)
      let magnitude = bits < type.infinity ? type.magnitude(bits) : bits == type.infinity ? .infinity : .nan
      let x = sign ? -magnitude : magnitude
      for y in [format.rounded(x), format.rounded(x, bits: 0), format.rounded(x, bits: .max)] {
        // Bit for bit, the sign of zero included; a NaN is a NaN.
        if x.isNaN ? !y.isNaN : y.bitPattern != x.bitPattern { wrong.append(pattern) }
      }
      count += 1
    }
    #expect(wrong.isEmpty && count == 65_536, "\(format.name): \(wrong.prefix(5))")
  }

  @Test("midpoints go to even, their neighbours to the nearer side, up to overflow", arguments: Sixteen.all)
  func midpoints(type: Sixteen) {
    var (wrong, count) = ([Int](), 0)
    for pattern in 0..<type.infinity {
      let (x, next) = (type.magnitude(pattern), type.magnitude(pattern + 1))
      let above = pattern + 1 == type.infinity ? .infinity : next
      let middle = (x + next) / 2
      let even = pattern % 2 == 0 ? x : above
      for (y, expected) in [(middle.nextDown, x), (middle, even), (middle.nextUp, above), (next.nextDown, above)] {
        if type.format.rounded(y) != expected || type.format.rounded(-y) != -expected { wrong.append(pattern) }
      }
      count += 1
    }
    #expect(wrong.isEmpty && count == type.infinity, "\(wrong.prefix(5))")
  }

  @Test("dropping bits goes to the neighbour nearer to zero", arguments: Sixteen.all) func truncated(type: Sixteen) {
    let format = type.format.rounding(.truncate)
    let wrong = (0..<type.infinity).filter { pattern in
      let (x, next) = (type.magnitude(pattern), type.magnitude(pattern + 1))
      return [x.nextUp, (x + next) / 2, next.nextDown].contains { format.rounded($0) != x || format.rounded(-$0) != -x }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }

  @Test("stochastic rounding goes up for just the share of the bits that the distance asks", arguments: Sixteen.all)
  func thresholds(type: Sixteen) {
    let format = type.format.rounding(.stochastic)
    var wrong: [Int] = []
    for pattern in 0..<type.infinity {
      let (x, next) = (type.magnitude(pattern), type.magnitude(pattern + 1))
      let above = pattern + 1 == type.infinity ? .infinity : next
      for eighths in 1..<8 {
        let y = x + (next - x) * Double(eighths) / 8
        let first = UInt64(eighths) << 61
        for (bits, expected) in [(0, above), (first - 1, above), (first, x), (.max, x)] {
          if format.rounded(y, bits: bits) != expected || format.rounded(-y, bits: bits) != -expected {
            wrong.append(pattern)
          }
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }

  /// 40,000 draws know the mean, in steps of the grid, to 0.0025; five standard errors are allowed.
  @Test("the mean of stochastic rounding is the value", arguments: [1.0123, -3.3e-7, 2.5e-8, 60_001, -1e-9])
  func unbiased(x: Double) {
    let (format, n) = (Format.fp16.rounding(.stochastic), 40_000)
    var stream = SplitMix64(seed: 11)
    var (sum, seen) = (0.0, Set<Double>())
    for _ in 0..<n {
      let y = format.rounded(x, bits: stream.next())
      sum += y
      seen.insert(y)
    }
    let (near, far) = (Format.fp16.rounding(.truncate).rounded(x), seen.map(\.magnitude).max()!)
    let step = far - near.magnitude
    let distance = (x.magnitude - near.magnitude) / step
    #expect(seen.count == 2 && seen.contains(near))
    let error = 5 * (distance * (1 - distance) / Double(n)).squareRoot()
    #expect((sum / Double(n) - x).magnitude / step < error)
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("every double between fp16 numbers rounds as the hardware type does") func fp16Grid() {
      let wrong = (UInt16(0)..<0x7C00).filter { pattern in
        let x = Double(Float16(bitPattern: pattern))
        let next = pattern == 0x7BFF ? 65536 : Double(Float16(bitPattern: pattern + 1))
        return [0, 0.25, 0.5, 0.75].map { x + (next - x) * $0 }.contains {
          Format.fp16.rounded($0) != Double(Float16($0)) || Format.fp16.rounded(-$0) != -Double(Float16($0))
        }
      }
      #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }
  #endif

  /// The nearest bf16 number by integer arithmetic on the bits of a float32: another formulation.
  static func bf16(_ x: Float) -> Float {
    let bits = x.bitPattern
    return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  @Test("random float32 numbers round as integer arithmetic on their bits says, to bf16 and to tf32") func randomBits()
  {
    var generator = SplitMix64(seed: 5)
    var wrong: [Float] = []
    for _ in 0..<200_000 {
      let x = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      guard x.isFinite else { continue }
      let dropped = Float(bitPattern: x.bitPattern & ~0x1FFF)
      if Format.bf16.rounded(Double(x)) != Double(Self.bf16(x)) { wrong.append(x) }
      if Format.tf32.rounded(Double(x)).bitPattern != Double(dropped).bitPattern { wrong.append(x) }
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(5))")
  }

  @Test("doubles round to fp32 as the hardware converts them: at random, at midpoints, subnormal, beyond the largest")
  func fp32() {
    var generator = SplitMix64(seed: 6)
    var (wrong, special) = ([Double](), 0)
    for _ in 0..<200_000 {
      let x = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      guard x.isFinite else { continue }
      let next = x.nextUp.isFinite ? Double(x.nextUp) : 0x1p128
      let middle = (Double(x) + next) / 2
      let between = Double(x) + (next - Double(x)) * generator.nextSigned().magnitude
      for y in [Double(x), middle.nextDown, middle, middle.nextUp, between] {
        if Format.fp32.rounded(y).bitPattern != Double(Float(y)).bitPattern { wrong.append(y) }
      }
      if x.isSubnormal { special += 1 }
    }
    for y in [1e-45, 0x1p-150, 0x1.8p-150, 0x1.FFFFFEp127, 0x1.FFFFFF0p127, 0x1.FFFFFEFp127, 1e300] {
      if Format.fp32.rounded(y) != Double(Float(y)) { wrong.append(y) }
    }
    #expect(wrong.isEmpty && special > 500, "\(wrong.prefix(5))")
  }

  @Test("overflow gives infinity, exactly from the midpoint on") func overflow() {
    #expect(Format.fp16.rounded(65519.99) == 65504 && Format.fp16.rounded(65520) == .infinity)
    #expect(Format.bf16.rounded(-0x1.FFp127) == -.infinity && Format.bf16.rounded(0x1.FEp127) == 0x1.FEp127)
    #expect(Format.fp16.greatest == 65504 && Format.fp16.leastSubnormal == 0x1p-24)
  }

  @Test("what is not finite stays what it is", arguments: Format.all) func special(format: Format) {
    for mode in RoundingMode.allCases {
      let format = format.rounding(mode)
      #expect(format.rounded(-.infinity) == -.infinity && format.rounded(.nan).isNaN)
      #expect(format.rounded(.infinity, bits: 7) == .infinity && format.rounded(.nan, bits: 7).isNaN)
      #expect(format.rounded(-0.0).sign == .minus)
    }
  }
}

import Scalars
import Testing

@Suite("TOL-1: formats") struct FormatTests {
  /// The nearest bf16 number by integer arithmetic on the bits of a float32: another formulation.
  static func bf16(_ x: Float) -> Float {
    let bits = x.bitPattern
    return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  @Test("every bf16 number is its own rounding, and its neighbours' midpoints go to even") func bf16Grid() {
    var count = 0
    for pattern in UInt32(0)..<0x7F7F {
      let (x, next) = (Float(bitPattern: pattern << 16), Float(bitPattern: (pattern + 1) << 16))
      #expect(Format.bf16.rounded(Double(x)) == Double(x) && Format.bf16.rounded(-Double(x)) == -Double(x))
      let even = pattern & 1 == 0 ? x : next
      #expect(Format.bf16.rounded((Double(x) + Double(next)) / 2) == Double(even))
      count += 1
    }
    #expect(count == 0x7F7F)
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("every double between fp16 numbers rounds as the hardware type does") func fp16Grid() {
      for pattern in UInt16(0)..<0x7BFF {
        let (x, next) = (Double(Float16(bitPattern: pattern)), Double(Float16(bitPattern: pattern + 1)))
        #expect(Format.fp16.rounded(x) == x)
        for y in [0.25, 0.5, 0.75].map({ x + (next - x) * $0 }) {
          #expect(Format.fp16.rounded(y) == Double(Float16(y)) && Format.fp16.rounded(-y) == -Double(Float16(y)))
        }
      }
    }
  #endif

  @Test("random float32 numbers round as integer arithmetic says, subnormals included") func bf16Random() {
    var generator = SplitMix64(seed: 5)
    for _ in 0..<100_000 {
      let x = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      guard x.isFinite else { continue }
      #expect(Format.bf16.rounded(Double(x)) == Double(Self.bf16(x)))
    }
  }

  @Test(
    "fp32 rounds as the conversion of the hardware does", arguments: [1e-45, 1.1754942e-38, 1 + 0x1p-24, 3.4e38, 0.1])
  func fp32(x: Double) { #expect(Format.fp32.rounded(x) == Double(Float(x))) }

  @Test("tf32 drops bits") func tf32() {
    #expect(Format.tf32.rounded(1 + 0x1p-10) == 1 + 0x1p-10)
    #expect(Format.tf32.rounded(1 + 0x1.FFFp-11) == 1 && Format.tf32.rounded(-1 - 0x1.FFFp-11) == -1)
  }

  @Test("overflow gives infinity, exactly from the midpoint on") func overflow() {
    #expect(Format.fp16.rounded(65519.99) == 65504 && Format.fp16.rounded(65520) == .infinity)
    #expect(Format.bf16.rounded(-0x1.FFp127) == -.infinity && Format.bf16.rounded(0x1.FEp127) == 0x1.FEp127)
  }

  @Test("what is not finite stays what it is", arguments: Profile.all) func special(profile: Profile) {
    #expect(profile.output.rounded(.infinity) == .infinity && profile.output.rounded(.nan).isNaN)
    #expect(profile.output.rounded(-0.0).sign == .minus)
  }
}

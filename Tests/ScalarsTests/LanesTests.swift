import DeltaScalars
import Testing

@Suite("TOL-2: samples side by side") struct LanesTests {
  private static let samples: [SIMD8<Double>] = [
    [0.5, -1.25, 3, 0.1, -0.3, 7, 1e-9, 2], [2, 0.75, -0.1, 1e6, 5, -3, 0.2, 1],
  ]

  static let stochastic = Profile(
    name: "stochastic", input: .bf16, operand: .bf16.rounding(.stochastic), accumulator: .fp32, state: .fp32,
    output: .bf16)

  @Test("every lane of every operation is what doubles give, bit for bit") func lanes() {
    let (a, b) = (Self.samples[0], Self.samples[1])
    let (x, y) = (Lanes(lanes: a), Lanes(lanes: b))
    let pairs: [(Lanes, (Double, Double) -> Double)] = [
      (x + y, +), (x - y, -), (x * y, *), (x / y, /), (Lanes.max(x, y), Double.max), (-x, { a, _ in -a }),
      (Lanes.exp(x), { a, _ in Double.exp(a) }), (Lanes.expm1(x), { a, _ in Double.expm1(a) }),
      (Lanes.log(Lanes.abs(x)), { a, _ in Double.log(a.magnitude) }), (Lanes.sign(x), { a, _ in Double.sign(a) }),
      (Lanes.sqrt(Lanes.abs(x)), { a, _ in a.magnitude.squareRoot() }),
    ]
    for (found, expected) in pairs {
      for lane in 0..<Lanes.count { #expect(found[lane] == expected(a[lane], b[lane])) }
    }
    for lane in 0..<Lanes.count { #expect(Lanes(3)[lane] == 3 && Lanes(0.25)[lane] == 0.25) }
  }

  @Test("a lane of the noise depends on its sample's number alone") func streams() {
    var (early, late) = (RandomRounding(.fp32, seed: 9), RandomRounding(.fp32, seed: 9, first: 3))
    for _ in 0..<200 {
      let (a, b) = (early(.one), late(.one))
      for lane in 3..<Lanes.count { #expect(a[lane] == b[lane - 3]) }
    }
  }

  @Test(
    "the noise has the mean and the variance of a rounding error",
    arguments: [Profile.fp32, .tf32, .fp16, .bf16, stochastic])
  func moments(profile: Profile) {
    var rounding = RandomRounding(profile, seed: 4)
    // An operand where the profile's are coarse, otherwise a sum.
    let (format, coarse) = (profile.operand, profile.operand.unitRoundoff > profile.accumulator.unitRoundoff)
    let (count, u) = (20_000, format.unitRoundoff)
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<count {
      let x = coarse ? rounding.operand(.one) : rounding(.one)
      for lane in 0..<Lanes.count {
        let error = (x[lane] - 1) / u
        (sum, squares) = (sum + error, squares + error * error)
      }
    }
    let n = Double(count * Lanes.count)
    let (mean, variance) = (sum / n, squares / n - (sum / n) * (sum / n))
    // Uniform in [−u, u], in (−u, 0] where bits are dropped, triangular in (−u, u); 160,000 draws know the mean to 0.0015.
    let expected: [RoundingMode: (mean: Double, variance: Double)] = [
      .nearest: (0, 1.0 / 3), .truncate: (-0.5, 1.0 / 12), .stochastic: (0, 1.0 / 6),
    ]
    #expect(abs(mean - expected[format.rounding]!.mean) < 0.0075)
    #expect(abs(variance - expected[format.rounding]!.variance) < 0.0075)
  }

  @Test("what is zero stays zero, and a gate of −∞ keeps nothing") func zero() {
    var rounding = RandomRounding(.bf16, seed: 4)
    let found = [rounding(.zero), rounding.operand(.zero), rounding.decay(.zero, logDecay: -.infinity)]
    for x in found { for lane in 0..<Lanes.count { #expect(x[lane] == 0) } }
  }
}

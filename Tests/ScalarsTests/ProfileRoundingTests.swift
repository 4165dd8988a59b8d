import DeltaScalars
import Testing

@Suite("TOL-9, TOL-12: rounding carried out") struct ProfileRoundingTests {
  @Test("A has a format of its own where one is given") func preconditioner() {
    let own = Profile(
      name: "own", input: .fp32, operand: .fp32, accumulator: .fp32, state: .fp32, output: .fp32,
      preconditionerState: .bf16)
    var (rounding, plain) = (ProfileRounding(own, seed: 1), ProfileRounding(.fp32, seed: 1))
    #expect(rounding.preconditionerState(1.00001) == 1 && rounding.state(1.00001) == Double(Float(1.00001)))
    #expect(plain.preconditionerState(1.00001) == Double(Float(1.00001)))
    #expect(own.with(decays: .cumulative).preconditionerState == .bf16)
  }

  @Test("a finite value that becomes infinite is told, with its place; an infinity and a NaN are none")
  func overflow() throws {
    var rounding = ProfileRounding(.fp16, seed: 1)
    #expect(rounding(-Double.infinity) == -.infinity && rounding.operand(.nan).isNaN && rounding(1e38) < 1e39)
    #expect(rounding.overflow == nil)
    #expect(rounding.operand(-7e4) == -.infinity && rounding(1e39) == .infinity)
    let found = try #require(rounding.overflow)
    #expect(found.place == "factor" && found.format == .fp16 && found.value == -7e4)
  }

  @Test("with headroom a sum is beyond the range before it is infinite, and keeps its value") func headroom() throws {
    var rounding = ProfileRounding(.fp32, seed: 1, headroom: 16)
    #expect(rounding(2e37) == Double(Float(2e37)) && rounding.operand(1e38) == Double(Float(1e38)))
    #expect(rounding.overflow == nil)
    #expect(rounding(3e37) == Double(Float(3e37)))
    #expect(try #require(rounding.overflow).value == 3e37)
  }

  @Test("normalised rows are stored where inputs are coarser than sums, and only there", arguments: Profile.all)
  func stored(profile: Profile) {
    let isCoarser = profile.input.unitRoundoff > profile.accumulator.unitRoundoff
    #expect(ProfileRounding(profile, seed: 1).storesNarrow == isCoarser)
    #expect(RandomRounding(profile, seed: 1).storesNarrow == isCoarser)
    #expect(isCoarser == (profile == .bf16 || profile == .fp16))
  }

  @Test("decays of pairs are noisier where they are exponentials of differences") func pairs() {
    func size(_ profile: Profile) -> Double {
      var rounding = RandomRounding(profile, seed: 5)
      return (0..<64).reduce(0) { sum, _ in
        let d = rounding.pair(.one, decayedBy: Lanes(0.0009765625))
        return sum + (0..<Lanes.count).reduce(0) { $0 + (d[$1] / 0.0009765625 - 1).magnitude }
      }
    }
    // 1 + |log 2⁻¹⁰| = 7.9 roundings.
    let ratio = size(.fp32.with(decays: .cumulative)) / size(.fp32)
    #expect(abs(ratio - 7.93) < 0.1)
  }

  @Test("another form changes the name, the same one nothing") func forms() {
    #expect(Profile.fp32.with(decays: .products) == .fp32 && Profile.fp32.with() == .fp32)
    let other = Profile.bf16.with(decays: .cumulative, gateGradients: .cumulative)
    #expect(other.name == "bf16, cumulative decays, cumulative gate gradients" && other.output == .bf16)
    #expect(other.decays == .cumulative && other.gateGradients == .cumulative)
  }
}

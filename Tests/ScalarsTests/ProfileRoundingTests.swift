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

  @Test("another form changes the name, the same one nothing") func forms() {
    #expect(Profile.fp32.with(decays: .products) == .fp32 && Profile.fp32.with() == .fp32)
    let other = Profile.bf16.with(decays: .cumulative, gateGradients: .cumulative)
    #expect(other.name == "bf16, cumulative decays, cumulative gate gradients" && other.output == .bf16)
    #expect(other.decays == .cumulative && other.gateGradients == .cumulative)
  }
}

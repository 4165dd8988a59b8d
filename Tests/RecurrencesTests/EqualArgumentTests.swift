import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaRecurrences

/// A function has one value for one argument, and so has its rounding.
@Suite("TOL-2: equal arguments round equally") struct EqualArgumentTests {
  /// Every tensor of `op` with `period` tokens, repeated.
  static func repeated(_ op: Operator, _ settings: Settings = Settings(), period: Int = 3, times: Int = 4) -> Problem {
    let shape = Shape(T: period * times, H: 1, HV: 2, K: 3, V: 2)
    var p = Problem(op, shape, settings, inputs: [:])
    var generator = SplitMix64(seed: 41)
    for name in p.requiredInputs {
      let extents = p.expectedShape(of: name)
      let count = extents.reduce(1, *)
      let own = p.hasTokens(name) ? count / times : count
      let values = (0..<own).map { _ in
        let x = Float(generator.nextSigned())
        return [.g, .gATK].contains(name) && settings.gate == .log ? -x.magnitude : x.magnitude
      }
      p.inputs[name] = Tensor(extents, (0..<count).map { values[$0 % own] })
    }
    return p
  }

  static func lowered(_ p: Problem, _ profile: Profile = .fp32) -> Lowered<Lanes> {
    var rounding = RandomRounding(profile, seed: 42)
    return lower(p, to: Lanes.self, rounding: &rounding)
  }

  static func isPeriodic(_ x: [Lanes], tokens: Int, period: Int) -> Bool {
    let width = x.count / tokens
    return x.indices.allSatisfy { x[$0].values == x[$0 % (width * period)].values }
  }

  @Test(
    "decays, norms and gains", arguments: ["gla", "pkda", "efla", "nlms", "mesanet"],
    [GateForm.log, .softplus, .lowerBound])
  func lowering(name: String, gate: GateForm) throws {
    let op = try Operator.named(name)
    if op.axes.decay == .none && gate != .log { return }
    let p = Self.repeated(op, Settings(gate: gate))
    let x = Self.lowered(p)
    for (array, values) in [("q", x.q), ("k", x.k), ("decay", x.decay), ("decayATK", x.decayATK), ("gain", x.gain)] {
      #expect(Self.isPeriodic(values, tokens: 12, period: 3), "\(array)")
      // Different arguments have errors of their own.
      let distinct = Set(values.map(\.values)).count
      #expect(values.isEmpty || distinct >= 2, "\(array)")
    }
    // They are rounded: no two samples agree everywhere.
    #expect(x.k.contains { $0[0] != $0[1] })
  }

  @Test("cumulative decays: chunks that begin alike have one sum") func chunks() throws {
    var p = Self.repeated(.mamba2, period: 64, times: 2)
    let profile = Profile.fp32.with(decays: .cumulative)
    #expect(Self.isPeriodic(Self.lowered(p, profile).decay, tokens: 128, period: 64))
    // Another gate at the start is another sum for all of its chunk.
    let before = Self.lowered(p, profile).decay
    p[.g].values[0] *= 0.5
    let after = Self.lowered(p, profile).decay
    #expect((0..<64).allSatisfy { before[$0 * 2].values != after[$0 * 2].values })
    #expect((1..<64).allSatisfy { after[$0 * 2].values != after[(64 + $0) * 2].values })
  }

  @Test("B of an A that does not change") func preconditioner() throws {
    var p = Self.repeated(.pdn)
    p[.betaATK].values = p[.betaATK].values.map { _ in 0 }
    p[.k].values = p[.k].values.map { _ in 0.5 }
    var rounding = RandomRounding(.fp32, seed: 43)
    let lowered = lower(p, to: Lanes.self, rounding: &rounding)
    var head = HeadSlice(lowered, p.shape.sequences[0], 0)
    _ = head.apply(SquashedDiagonal<Lanes>.self, Squash<Lanes>(p), &rounding)
    // A stays 0; what multiplies B is k, the same for all tokens, and one rounding of the product.
    let u = 0x1p-24
    for channel in 0..<3 {
      let keys = (0..<12).map { head.writeKeys[$0 * 3 + channel] }
      for lane in 0..<8 {
        let spread = keys.map { $0[lane] }.max()! / keys.map { $0[lane] }.min()! - 1
        // Two values of one rounding are 2u/√3 apart; with a B of their own they would be up to twice as far apart.
        #expect(spread < 1.3 * u, "\(spread / u)")
      }
    }
  }
}

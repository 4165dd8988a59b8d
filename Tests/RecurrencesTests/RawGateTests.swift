import DeltaExactScalars
import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaRecurrences

/// CONV-4: log decays from raw gates, where formulas as they are written overflow or lose everything.
@Suite struct RawGateTests {
  static let gates: [Float] = [-120, -87.5, -30, -17, -3, -0.5, 0, 0.25, 2, 19.5, 21, 60, 88.5, 160]

  /// One head whose tokens have these gates, with A_log = −½ and dt_bias = ¼.
  static func problem(_ form: GateForm) throws -> Problem {
    var p = Structure.random(
      .mamba2, Shape(T: gates.count, K: 1, V: 1), Settings(gate: form, lowerBound: -3), seed: 41)
    p[.g].values = gates
    (p[.aLog].values, p[.dtBias].values) = ([-0.5], [0.25])
    return p
  }

  @Test("doubles agree with the formulas in 600 bits to 10⁻¹³", arguments: [GateForm.softplus, .lowerBound])
  func accurate(form: GateForm) throws {
    let p = try Self.problem(form)
    var exact = Exact<Double>()
    let raw = RawGates(p, &exact)
    for (i, x) in Self.gates.enumerated() {
      let found = raw.logGate(i, &exact)
      Ball.withPrecision(600) {
        let (y, rate) = (Ball(Double(x)) + Ball(0.25), Ball.exp(Ball(-0.5)))
        let g =
          form == .softplus ? -(rate * Ball.log(.one + Ball.exp(y))) : Ball(-3) / (.one + Ball.exp(-(rate * y)))
        let relative = Ball.abs(Ball(found) - g) / Ball.abs(g)
        // An argument of up to 100 that is rounded twice moves its exponential by 100·2·2⁻⁵³.
        #expect(relative.isAtMost(Ball(1e-13)) == .yes, "\(x): \(found)")
      }
    }
  }

  @Test("balls enclose them, float32 follows", arguments: [GateForm.softplus, .lowerBound])
  func enclosed(form: GateForm) throws {
    let p = try Self.problem(form)
    var (balls, floats) = (Exact<Ball>(), Exact<Float>())
    let (enclosed, rounded) = (RawGates(p, &balls), RawGates(p, &floats))
    for (i, x) in Self.gates.enumerated() {
      let g = enclosed.logGate(i, &balls)
      // What is left of e^−120 in float32 is 0.
      if x > -80 {
        #expect((g / Ball(Double(rounded.logGate(i, &floats)))).agrees(with: .one, within: 1e-5) == .yes, "\(x)")
      }
    }
  }

  @Test(
    "GRAD-14: shares are what the gradient of a rate takes of that of each gate",
    arguments: [GateForm.softplus, .lowerBound])
  func shares(form: GateForm) throws {
    let p = try Self.problem(form)
    let shares = try #require(Reference.rateShares(p))
    var exact = Exact<Double>()
    let raw = RawGates(p, &exact)
    for i in shares.indices {
      var dg = [Double](repeating: 0, count: shares.count)
      dg[i] = 1
      let reversed = reverseRawGates(p, dg, &exact)
      let (x, rate) = (reversed[.dg]![i], reversed[.daLog]![0])
      #expect((shares[i].factor * x - rate).magnitude <= 1e-13 * rate.magnitude, "\(Self.gates[i])")
      #expect(shares[i].head == 0 && shares[i].logDecay == raw.logGate(i, &exact))
    }
    // Gates of both kinds were met, unless a bound keeps all of them.
    #expect(shares.contains { $0.logDecay < RateShare.weakest } == (form == .softplus))
  }

  @Test("each head has its own rate and each channel its own bias") func heads() throws {
    let p = Structure.random(
      .kda, Shape(B: 2, T: 2, H: 1, HV: 2, K: 3, V: 1), Settings(gate: .softplus), seed: 42)
    let (x, a, b) = (
      p[.g].values.map(Double.init), p[.aLog].values.map(Double.init), p[.dtBias].values.map(Double.init)
    )
    let decays = lower(p, to: Double.self).decay
    for row in 0..<4 {
      for head in 0..<2 {
        for channel in 0..<3 {
          let i = (row * 2 + head) * 3 + channel
          let expected = Double.exp(-Double.exp(a[head]) * Double.log(1 + Double.exp(x[i] + b[head * 3 + channel])))
          #expect((decays[i] - expected).magnitude < 1e-15 * 8)
        }
      }
    }
    #expect(Set(decays).count == 24)
  }
}

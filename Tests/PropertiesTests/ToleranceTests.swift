import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaProperties

@Suite("TOL: tolerances") struct ToleranceTests {
  /// Two-sided quantiles from published tables.
  @Test(
    "TOL-4: the quantile is on the safe side and within 6 %",
    arguments: [
      (0.001, 30, 3.646), (0.001, 60, 3.460), (0.0001, 32, 4.441),
    ])
  func quantile(p: Double, degrees: Int, table: Double) {
    let found = StudentT.quantile(exceeding: p, degrees: degrees)
    #expect(found >= table * 0.999 && found < table * 1.06)
  }

  @Test("TOL-3: the spread of one rounding is u/√3, and seeded by the request alone") func spread() throws {
    // One token, one channel, S₀ = 0, q = k = 1: o = v through a handful of roundings.
    var p = Problem(
      .linearAttention, Shape(T: 1, K: 1, V: 1), Settings(scale: 1, l2norm: .none), inputs: [:])
    for name in p.requiredInputs { p.inputs[name] = Tensor(p.expectedShape(of: name), repeating: 1) }
    let tolerance = Tolerance(.fp32, samples: 4096)
    let s = Expectation(p, tolerance, seed: 1).spread[.output(.o)]![0]
    // The product and the sum of the state's update, the scaled query and the sum that reads it: four roundings.
    let expected = Profile.fp32.accumulator.unitRoundoff / 3.0.squareRoot() * 4.0.squareRoot()
    #expect(abs(s / expected - 1) < 0.05)
    #expect(Expectation(p, tolerance, seed: 1).spread == Expectation(p, tolerance, seed: 1).spread)
    #expect(Expectation(p, tolerance, seed: 2).spread != Expectation(p, tolerance, seed: 1).spread)
  }

  @Test("TOL-2: both models are the same function, exactly", arguments: [1, 5, 64])
  func models(chunk: Int) throws {
    // Gates of 0 and −∞, gains of 0 and 1, powers of two: double arithmetic is exact, whatever the order.
    var p = sample(.kda, Shape(T: 23, H: 1, HV: 2, K: 2, V: 3, cuSeqlens: [0, 4, 4, 23]))
    p.settings.l2norm = .none
    p.settings.scale = 0.5
    for name in [InputName.q, .k, .v, .h0] { p[name].values = p[name].values.map { $0 > 0 ? 0.5 : -0.25 } }
    p[.g].values = p[.g].values.indices.map { $0 % 7 == 3 ? -.infinity : 0 }
    p[.beta].values = p[.beta].values.indices.map { $0 % 3 == 1 ? 0 : 1 }
    var exact = Exact<Double>()
    let models = Reference.evaluate(p, rounding: &exact, forms: [.matrix, .deferred(chunk: chunk)])
    #expect(models[0] == models[1])
  }

  @Test("TOL-2: what a token erases stays in the sum of a chunk") func cancellation() throws {
    var p = sample(.deltanet, Shape(T: 60, H: 1, K: 1, V: 4))
    p[.beta].values = p[.beta].values.map { _ in 0.96875 }
    let exact = Reference.evaluate(p)
    let spreads = sampled(exact, samples: 16) { first in
      var rounding = RandomRounding(.fp32, seed: 3, first: first)
      return Reference.evaluate(p, rounding: &rounding, forms: [.matrix, .deferred(chunk: 64)])
    }
    let sums = spreads.map { $0[.o]!.squares.reduce(0, +) }
    #expect(sums[1] > 4 * sums[0])
  }

  @Test("TOL-3: where nothing is rounded the output must be exact") func exactZero() throws {
    var p = sample(.pgdn, Shape(T: 3, H: 1, K: 2, V: 2))
    p.inputs[.beta] = Tensor([1, 3, 1], repeating: 0)
    p.inputs[.h0] = nil
    let e = Expectation(p, Tolerance(.fp32), seed: 1)
    #expect(e.reference[.output(.o)]!.allSatisfy { $0 == 0 } && e.spread[.output(.o)]!.allSatisfy { $0 == 0 })
    let off = Deviation(.output(.o), found: [1e-30], expected: [0], bound: [e.bound[.output(.o)]![0]])
    #expect(off.violations == [0])
  }

  @Test("a NaN is a violation, and so is any error on a zero bound") func deviation() {
    let d = Deviation(.output(.o), found: [1, .nan, 2, 0], expected: [1, 1, 1, 0], bound: [1, 1, 0, 0])
    #expect(d.violations == [1, 2])
    #expect(d.worstRatio == .infinity)
  }

  @Test("TOL-7: the random rounding of each profile behaves like that profile", arguments: [Profile.fp32, .tf32])
  func likeness(profile: Profile) throws {
    let p = sample(.pgdn, Shape(T: 24, H: 2, K: 8, V: 8))
    var rounding = RandomRounding(profile, seed: 99)
    let values = Reference.evaluate(p, rounding: &rounding, forms: [.matrix])[0]
    var outputs = Outputs([:])
    for (name, array) in values {
      outputs[name] = Tensor(p.expectedShape(of: name), array.map { Float($0[0]) })
    }
    let likeness = try Likeness(
      [(Request(id: "sample", problem: p), outputs)], Profile.all.map { Oracle(Tolerance($0)) })
    #expect(likeness.behavesLike == profile)
    let own = try #require(likeness.matches.first { $0.profile == profile })
    #expect(own.typicalRatio > 0.5 && own.typicalRatio < 2)
  }

  @Test("TOL-7: a bf16 grid is evidence that a size is not") func grid() {
    let bf16 = [1.0, 1.0078125, -3.5]
    #expect(Likeness.lies(bf16, on: .bf16) && !Likeness.lies(bf16, on: .fp32) && !Likeness.lies(bf16, on: .fp16))
    #expect(Likeness.lies([1.0009765625], on: .fp16) && !Likeness.lies([1.0009765625], on: .fp32))
    #expect(Likeness.lies([1.0000001192092896], on: .fp32))
  }
}

import Testing

@testable import DeltaScalars

/// The noise that stands for a rounding error has the moments of that error, measured on `Format` itself.
@Suite("TOL-2: moments of rounding errors") struct RandomErrorTests {
  /// Mean and mean square of the error of rounding values uniform in a range.
  static func moments(_ format: Format, _ range: ClosedRange<Double>) -> (mean: Double, square: Double) {
    var stream = SplitMix64(seed: 8)
    let n = 100_000
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<n {
      let x = range.lowerBound + (range.upperBound - range.lowerBound) * stream.nextSigned().magnitude
      let error = format.rounded(x, bits: stream.next()) - x
      (sum, squares) = (sum + error, squares + error * error)
    }
    return (sum / Double(n), squares / Double(n))
  }

  @Test("in the normal range, where a binade begins", arguments: [Format.bf16, .fp16, .tf32], RoundingMode.allCases)
  func normal(base: Format, mode: RoundingMode) {
    let format = base.rounding(mode)
    // Four steps from 1 on, where a step is as large relative to the value as it gets.
    let found = Self.moments(format, 1...1 + 4 * Double(sign: .plus, exponent: 1 - format.precision, significand: 1))
    let (u, model) = (format.unitRoundoff, RandomError(format))
    #expect(abs(found.mean + model.mean) < 0.01 * u)
    let expected = model.mean * model.mean + model.deviation * model.deviation
    #expect(abs(found.square / expected - 1) < 0.02)
  }

  @Test("below the normal range, down to values that become zero", arguments: RoundingMode.allCases)
  func subnormal(mode: RoundingMode) {
    let format = Format.fp16.rounding(mode)
    let (step, model) = (format.leastSubnormal, RandomError(format))
    for range in [3 * step...7 * step, 0.02 * step...0.05 * step, 0.02 * step...0.1 * step] {
      let (low, high) = (
        model.scale(.init(repeating: range.lowerBound))[0], model.scale(.init(repeating: range.upperBound))[0]
      )
      let second = model.mean * model.mean + model.deviation * model.deviation
      let found = Self.moments(format, range).square
      #expect(found > 0.9 * low * low * second && found < 1.1 * high * high * second, "\(range)")
    }
    #expect(model.scale([0, -0.0, 1, -1, 2, 3, -4, 5]) == [0, -0.0, 1, -1, 2, 3, -4, 5])
    #expect(model.scale(.init(repeating: -3 * step))[0] == -format.leastNormal)
  }

  @Test("a factor that may be decayed has the larger relative error of the two") func decayable() {
    let model = RandomError(.fp16)
    let least = Format.fp16.leastNormal
    // 1 · 2⁻²⁰ lies below the normal range, where steps are 2⁻²⁴: an error as large relative to it as 2⁶ times that of 1.
    let decays: SIMD8<Double> = [1, 0.5, least, least / 64, 0, 0x1p-60, 1, 1]
    let found = model.scale([1, -1, 1, -1, 1, 1, least / 4, 0], decayable: decays)
    let loss = 3.0.squareRoot() / Format.fp16.unitRoundoff
    #expect(found == [1, -1, 1, -64, 1, loss, least, 0])
  }

  @Test("the exponents of float32 need none of that", arguments: [Format.fp32, .bf16, .tf32])
  func wide(format: Format) { #expect(RandomError(format).leastNormal == 0) }

  @Test("a tensor comes rounded in half of the samples, as a whole, each for itself") func handed() {
    let x = Lanes(1.001)
    var counts = [Int](repeating: 0, count: 24)
    var together = 0
    for first in stride(from: 0, to: 800, by: 8) {
      let rounding = RandomRounding(.bf16, seed: 5, first: first)
      let drawn = counts.indices.map { rounding.input(x, of: $0).values .== 1 }
      for lane in 0..<Lanes.count {
        for tensor in counts.indices where drawn[tensor][lane] { counts[tensor] += 1 }
        if drawn[0][lane] == drawn[1][lane] { together += 1 }
      }
      #expect(drawn[3] == (rounding.input(Lanes(0.501), of: 3).values .== 0.5))
      #expect(rounding.input(Lanes(1.5), of: 3).values == Lanes(1.5).values)
    }
    // Six deviations of a fair coin tossed 800 times.
    #expect(counts.allSatisfy { (315...485).contains($0) } && (315...485).contains(together))
  }

  @Test("a cotangent comes in the coarser of the formats of inputs and outputs") func cotangents() {
    func profile(_ input: Format, _ output: Format) -> Profile {
      Profile(name: "mixed", input: input, operand: .fp32, accumulator: .fp32, state: .fp32, output: output)
    }
    #expect(profile(.fp32, .bf16).cotangent == .bf16 && profile(.bf16, .fp32).cotangent == .bf16)
    #expect(profile(.fp16, .bf16).cotangent == .bf16 && profile(.fp32, .fp32).cotangent == .fp32)
    var real = ProfileRounding(profile(.fp32, .fp16), seed: 1)
    #expect(real.cotangent(1.0001, of: 0) == 1 && real.input(1.0001, of: 0) == Double(Float(1.0001)))
  }

  @Test("rounding for real gives numbers of each place's format, the same ones again") func carriedOut() {
    let profile = Profile(
      name: "mixed", input: .bf16, operand: .tf32, accumulator: .fp32, state: .bf16.rounding(.stochastic), output: .fp16
    )
    var (once, again) = (ProfileRounding(profile, seed: 3), ProfileRounding(profile, seed: 3))
    var stream = SplitMix64(seed: 4)
    var states = Set<Double>()
    for _ in 0..<500 {
      let x = stream.nextSigned()
      #expect(once.input(x, of: 0) == Format.bf16.rounded(x) && once.stored(x) == Format.bf16.rounded(x))
      #expect(once.operand(x) == Format.tf32.rounded(x) && once.output(x) == Format.fp16.rounded(x))
      #expect(once(x) == Double(Float(x)) && once.decay(x, logDecay: -1) == Double(Float(x)))
      let y = once.state(0.7001)
      #expect(y == again.state(0.7001) && Format.bf16.contains(y))
      states.insert(y)
    }
    #expect(states.count == 2)
  }
}

import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaClaims

/// The stability claims and the means by which they are proved (`Specs/stability.md`).
@Suite("STAB: growth of products") struct StabilityTests {
  static func map(_ rows: [[Double]]) -> PeriodMap {
    PeriodMap(n: rows.count, matrix: rows.flatMap { $0.map { Ball($0, precision: PeriodMap.precision) } })
  }

  @Test("STAB-1: an answer about growth is right or withheld")
  func answers() {
    Ball.withPrecision(PeriodMap.precision) {
      // A real eigenvalue above 1, whatever else there is.
      #expect(Self.map([[1.001, 5], [0, -0.2]]).outgrows(.one) == .yes)
      // Far from normal, and yet no growth: a norm of one step would mislead.
      #expect(Self.map([[0.999, 1000], [0, 0.5]]).outgrows(.one) == .no)
      // A complex pair of modulus 1.1 grows; the sign of the polynomial does not see it, and no norm denies it.
      #expect(Self.map([[0, -1.1], [1.1, 0]]).outgrows(.one) == .unknown)
      #expect(Self.map([[0, -0.9], [0.9, 0]]).outgrows(.one) == .no)
      // Exactly on the edge neither can be proved.
      #expect(Self.map([[1, 0], [0, 0.5]]).outgrows(.one) == .unknown)
      // An enclosure that holds matrices of both kinds decides nothing.
      let wide = Ball(midpoint: 1, radius: 0.1, precision: 128)
      #expect(PeriodMap(n: 1, matrix: [wide]).outgrows(.one) == .unknown)
    }
  }

  @Test("STAB-1: the growth that is printed brackets a known spectral radius")
  func bracket() {
    Ball.withPrecision(PeriodMap.precision) {
      let bound = Self.map([[2, 7], [0, 1.25]]).spectralBound(squarings: PeriodMap.squarings)
      #expect(Ball(2).isAtMost(bound) == .yes && bound.isLess(than: Ball(2.000000001)) == .yes)
    }
  }

  @Test(
    "STAB-1: the period is the same from any diagonal state, and equals its tokens one by one",
    arguments: [L2Norm.maxEps, .rsqrtEps])
  func period(norm: L2Norm) throws {
    try Ball.withPrecision(PeriodMap.precision) {
      for witness in StabilityWitness.all {
        let problem = try witness.problem(norm)
        let map = PeriodMap(problem)
        var stream = StabilityStream(problem)
        for _ in 0..<witness.period { stream.advance() }
        for (whole, stepped) in zip(map.matrix, stream.state) {
          #expect(whole.radius < 1e-100 && whole.overlaps(stepped))
        }
      }
    }
  }

  @Test("STAB-1: a stream that never forgets leaves the period undecided")
  func undecided() throws {
    try Ball.withPrecision(PeriodMap.precision) {
      var problem = try StabilityWitness.smallest.problem(.rsqrtEps)
      problem.inputs[.gATK] = Tensor(problem[.gATK].shape)
      #expect(PeriodMap(problem).outgrows(.one) == .unknown)
    }
  }

  @Test("STAB-1: every input is exact in bf16, and the double reference grows at the claimed rate too")
  func reachable() throws {
    for witness in StabilityWitness.all {
      let periods = 200 / witness.period
      let problem = try witness.problem(.rsqrtEps, periods: periods)
      for (name, tensor) in problem.inputs {
        #expect(tensor.values.allSatisfy { Format.bf16.rounded(Double($0)) == Double($0) }, "\(name)")
      }
      #expect(problem[.v].values.allSatisfy { $0 == 0 })
      let norm = Reference.evaluate(problem)[.ht]!.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let rate = Double(witness.claimed) / 10_000
      #expect(norm > (0..<periods * witness.period).reduce(1) { power, _ in power * rate })
    }
  }

  @Test("STAB-2: the two gates are neighbours") func neighbours() throws {
    try Ball.withPrecision(PeriodMap.precision) {
      for witness in StabilityWitness.all {
        let gate = try witness.thresholdGate(.rsqrtEps)
        #expect(gate.dies.nextUp == gate.grows && gate.grows < 0)
      }
    }
  }

  @Test("STAB-3: the bound is attained to four digits, so no smaller one will do") func attained() {
    let extreme = TransitionBound.transition(
      key: TransitionBound.unit([Rational(1061, 2500)]), weights: [Rational(3, 2), Rational(2, 3)], beta: 1)
    let bound = TransitionBound.squaredNorm(x: Rational(3, 2))
    #expect(bound == Rational(168, 143))
    #expect(TransitionBound.isBelow(bound, extreme, n: 2))
    #expect(!TransitionBound.isBelow(bound * Rational(9999, 10_000), extreme, n: 2))
  }

  @Test("STAB-1: the curves rise, stay and fall as claimed") func curves() throws {
    let curves = try StabilityCurve.strongest(tokens: 180)
    let last = curves.map { $0.norms.last! }
    #expect(last[0] > 500 && last[1] < 10 && last[2] < 0.5 && last[3] < 0.01)
  }
}

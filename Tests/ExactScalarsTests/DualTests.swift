import DeltaExactScalars
import DeltaScalars
import Testing

@Suite struct DualTests {
  @Test("EXA-5: the derivative of a rational function is exact")
  func rationalFunction() {
    // f(x) = (x³ + 2)/(x − 5): f′(3) = (27·(−2) − 29)/4.
    let x = Dual(Rational(3), derivative: .one)
    let f = (x * x * x + Dual(2)) / (x - Dual(5))
    #expect(f.value == Rational(-29, 2))
    #expect(f.derivative == Rational(-83, 4))
  }

  @Test("EXA-5: exp, log, sqrt, abs and max differentiate to their enclosed derivatives")
  func functions() {
    Ball.withPrecision(128) {
      let x = Dual(Ball(2.5), derivative: Ball(1.0))
      func agrees(_ f: Dual<Ball>, _ expected: Ball) -> Bool {
        f.derivative.agrees(with: expected, within: 1e-30) == .yes
      }
      #expect(agrees(.exp(x), .exp(Ball(2.5))))
      #expect(agrees(.log(x), Ball(2) / Ball(5.0)))
      #expect(agrees(.sqrt(x), Ball(0.5) / .sqrt(Ball(2.5))))
      #expect(agrees(.abs(-x), Ball(1)))
      #expect(agrees(.max(x, Dual(1.0)), Ball(1)))
      #expect(agrees(.max(x, Dual(4.0)), Ball(0)))
    }
  }

  @Test("EXA-5: at a kink the derivative stays finite")
  func kink() {
    #expect(Dual<Double>.abs(Dual(0, derivative: 1)).derivative == 0)
    #expect(Dual<Double>.max(Dual(1, derivative: 1), Dual(1, derivative: 0)).derivative == 0.5)
    #expect(Dual<Double>.exp(Dual(-Double.infinity)).derivative == 0)
  }
}

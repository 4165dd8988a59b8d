import DeltaExactScalars
import DeltaScalars
import Testing

@Suite struct BallTests {
  let third = Ball(Rational(1, 3), precision: 100)

  @Test("EXA-2: operations contain the exact result and are narrow")
  func containment() {
    let (a, b) = (Rational(22, 7), Rational(-1, 3))
    let (x, y) = (Ball(a, precision: 100), Ball(b, precision: 100))
    var product = x
    product.addProduct(x, y)
    for (ball, exact) in [(x + y, a + b), (x - y, a - b), (x * y, a * b), (x / y, a / b), (product, a + a * b)] {
      #expect(ball.contains(exact))
      #expect(ball.radius < 0x1p-90)
      #expect(!ball.contains(exact + Rational(exactly: 0x1p-80)!))
    }
  }

  @Test("EXA-2: transcendental functions enclose what an independent computation gives")
  func functions() {
    Ball.withPrecision(200) {
      // exp 1 = Σ 1/n!, with a remainder below 1/(30!·30).
      var (sum, term) = (Rational.zero, Rational.one)
      for n in 1...31 {
        sum += term
        term = term / Rational(n)
      }
      let e = Ball.exp(Ball(1.0))
      #expect(e.agrees(with: Ball(sum, precision: 200), within: 1e-33) == .yes)
      #expect(Ball.log(e).contains(1.0))
      #expect((Ball.sqrt(Ball(2.0)) * Ball.sqrt(Ball(2.0))).contains(2.0))
      #expect(Ball.exp(Ball(-Double.infinity)).isEqual(to: .zero) == .yes)
      #expect(Ball.abs(Ball(-3.0)).isEqual(to: Ball(3)) == .yes)
      #expect(Ball.max(Ball(2.0), Ball(3.0)).isEqual(to: Ball(3)) == .yes)
      #expect(Ball.sign(Ball(-2.5)).isEqual(to: Ball(-1)) == .yes)
      #expect(!Ball.log(Ball(-1.0)).isFinite)
      #expect(!Ball.sqrt(Ball(-1.0)).isFinite)
    }
  }

  @Test("EXA-3: a comparison says yes, no or unknown")
  func comparison() {
    let (near, far) = (Ball(midpoint: 1, radius: 0.5, precision: 64), Ball(midpoint: 3, radius: 0.5, precision: 64))
    #expect(near.isLess(than: far) == .yes)
    #expect(far.isLess(than: near) == .no)
    #expect(near.isLess(than: near) == .unknown)
    #expect(near.isEqual(to: near) == .unknown)
    #expect(near.isEqual(to: far) == .no)
    #expect(Ball(2).isEqual(to: Ball(2)) == .yes)
    #expect(Ball(2).isLess(than: Ball(2)) == .no)
    #expect(Ball(2).isAtMost(Ball(2)) == .yes)
    #expect((third * Ball(3)).isEqual(to: .one) == .unknown)
    #expect(near.isPositive == .yes)
    #expect(Ball(midpoint: 0.25, radius: 0.5, precision: 64).isPositive == .unknown)
    #expect(near.agrees(with: far, within: 4) == .yes)
    #expect(near.agrees(with: far, within: 2) == .unknown)
    #expect(near.agrees(with: far, within: 0.5) == .no)
    #expect([!Ternary.yes, !Ternary.no, !Ternary.unknown] == [.no, .yes, .unknown])
  }

  @Test("EXA-3: an infinite radius agrees with nothing and decides nothing")
  func infiniteRadius() {
    let lost = Ball.one / (third - third)
    #expect(!lost.isFinite)
    #expect(lost.radius == .infinity)
    #expect(lost.contains(17.0))
    #expect(lost.isEqual(to: lost) == .unknown)
    #expect(lost.isLess(than: .one) == .unknown)
    #expect(Ball.one.isLess(than: lost) == .unknown)
    #expect(lost.agrees(with: .one, within: .greatestFiniteMagnitude) == .unknown)
    #expect(lost.agrees(with: .one, within: .infinity) == .unknown)
    #expect(lost.nearestDouble == nil)
    #expect(lost.nearestFloat == nil)
    #expect(Ball(Double.nan).isEqual(to: Ball(Double.nan)) == .unknown)
  }

  @Test("EXA-4: precision travels with the value, and integers adopt it")
  func precision() {
    let x = Ball(Rational(1, 3), precision: 500)
    #expect((x * Ball(3)).precision == 500)
    #expect((x + third).precision == 500)
    #expect((Ball(7) * Ball(6)).precision == 0)
    #expect((Ball(7) * Ball(6)).isEqual(to: Ball(42)) == .yes)
    #expect(Ball.withPrecision(300) { Ball(0.1).precision } == 300)
    #expect(Ball.withPrecision(300) { (Ball.one / Ball(3)).accuracyBits } > 290)
    #expect(Ball.workingPrecision == 128)
    var sum = Ball.zero
    sum.addProduct(x, .one)
    #expect(sum.precision == 500)
  }

  @Test("EXA-1: a copy does not follow its original")
  func valueSemantics() {
    var a = Ball(1.5)
    let copy = a
    a.addProduct(.one, .one)
    a.addProduct(a, a)
    #expect(copy.isEqual(to: Ball(1.5)) == .yes)
    #expect(a.isEqual(to: Ball(8.75)) == .yes)
    var zeros = [Ball](repeating: .zero, count: 3)
    zeros[1].addProduct(.one, .one)
    #expect(zeros[0].isEqual(to: .zero) == .yes)
    #expect(Ball.zero.isEqual(to: Ball(0)) == .yes)
  }

  @Test("EXA-2: a linear solve encloses the rational solution, and says when it cannot")
  func linearAlgebra() {
    let n = 8
    let hilbert = (0..<n * n).map { Rational(1, $0 / n + $0 % n + 1) }
    let right = (0..<n).map { Rational($0 + 1) }
    let exact = RationalLinearAlgebra.solve(hilbert, right, n: n)!
    let balls = { (bits: Int) in (hilbert + right).map { Ball($0, precision: bits) } }
    for solve in [BallLinearAlgebra.solve, BallLinearAlgebra.solvePositiveDefinite] {
      let wide = balls(200)
      let found = solve(Array(wide[0..<n * n]), Array(wide[(n * n)...]), n)!
      #expect(zip(found, exact).allSatisfy { $0.contains($1) && $0.radius < 1e-30 })
      // The condition number is about 1.5e10, so that 20 bits cannot show that the matrix is invertible.
      let narrow = balls(20)
      #expect(solve(Array(narrow[0..<n * n]), Array(narrow[(n * n)...]), n) == nil)
    }
    let determinant = BallLinearAlgebra.determinant(balls(200).dropLast(n), n: n)
    #expect(determinant.contains(RationalLinearAlgebra.determinant(hilbert, n: n)))
  }
}

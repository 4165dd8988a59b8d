import DeltaExactScalars
import DeltaScalars
import Testing

@Suite struct RationalTests {
  @Test("EXA-1: doubles are taken exactly, subnormals included, and rounded back to themselves")
  func exactDoubles() {
    let values: [Double] = [
      0, 1, -1, 0.1, -0.1, .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, 1e300, 0x1.8p-1070,
      .pi,
    ]
    for value in values { #expect(Rational(exactly: value)!.nearestDouble == value) }
    #expect(Rational(exactly: 0.1)!.description == "3602879701896397/36028797018963968")
    #expect(Rational(exactly: Double.infinity) == nil)
    #expect(Rational(exactly: Double.nan) == nil)
  }

  @Test("EXA-1: rounding is to nearest, ties to even, at every edge of the range")
  func rounding() {
    #expect(Rational(1, 3).nearestDouble == 1.0 / 3)
    #expect(Rational(1, 3).nearestFloat == Float(1) / 3)
    let half = Rational(exactly: 0x1p-53)!
    #expect((Rational.one + half).nearestDouble == 1)
    #expect((Rational.one + half * 3).nearestDouble == 1 + 0x1p-51)
    let smallest = Rational(exactly: Double.leastNonzeroMagnitude)!
    #expect((smallest / 2).nearestDouble == 0)
    #expect((smallest * Rational(51, 100)).nearestDouble == .leastNonzeroMagnitude)
    #expect((Rational(exactly: Double.greatestFiniteMagnitude)! * 2).nearestDouble == .infinity)
    // A number just above a float tie that a detour through Double would round down.
    let tie = Rational.one + Rational(exactly: 0x1p-24)! + Rational(exactly: 0x1p-80)!
    #expect(tie.nearestFloat == 1 + Float.ulpOfOne)
    #expect(Float(tie.nearestDouble) == 1)
    #expect(Rational(exactly: Float.leastNonzeroMagnitude * 3)!.nearestFloat == Float.leastNonzeroMagnitude * 3)
  }

  @Test("EXA-1: signs, order, text and height")
  func basics() {
    #expect(Rational(6, -4).description == "-3/2")
    #expect(Rational(6, -4) < 0)
    #expect(Rational(1, 3) < Rational(1, 2))
    #expect(Rational(-1, 3).magnitude == Rational(1, 3))
    #expect([Rational(-1, 3).sign, Rational.zero.sign, Rational.one.sign] == [-1, 0, 1])
    #expect(Rational(1, 1024).heightInBits == 11)
    #expect(Rational(Int.min).description == "-9223372036854775808")
  }

  @Test("EXA-1: a copy does not follow its original, nor the shared zero and one")
  func valueSemantics() {
    var a = Rational(1, 3)
    let copy = a
    a.addProduct(2, 5)
    #expect(copy == Rational(1, 3))
    #expect(a == Rational(31, 3))
    var zeros = [Rational](repeating: .zero, count: 3)
    zeros[1].addProduct(1, 1)
    zeros[1].addProduct(zeros[1], zeros[1])
    #expect(zeros == [0, 2, 0])
    #expect(Rational.zero == 0)
  }

  @Test("EXA-1: solve, determinant, rank and characteristic polynomial of known matrices")
  func linearAlgebra() {
    let hilbert = (0..<9).map { Rational(1, $0 / 3 + $0 % 3 + 1) }
    #expect(RationalLinearAlgebra.determinant(hilbert, n: 3) == Rational(1, 2160))
    #expect(RationalLinearAlgebra.solve(hilbert, [1, 0, 0], n: 3) == [9, -36, 30])
    #expect(RationalLinearAlgebra.solve([1, 2, 2, 4], [1, 1], n: 2) == nil)
    #expect(RationalLinearAlgebra.rank([1, 2, 2, 4], rows: 2, columns: 2) == 1)
    // (z − 2)(z − 3) = 6 − 5z + z².
    #expect(RationalLinearAlgebra.characteristicPolynomial([2, 1, 0, 3], n: 2) == [6, -5, 1])
  }
}

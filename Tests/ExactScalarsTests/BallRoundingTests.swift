import DeltaExactScalars
import DeltaScalars
import Testing

/// Rounding happens only when the enclosure decides it (EXA-4): the gate through which goldens pass.
@Suite struct BallRoundingTests {
  @Test("EXA-4: an enclosure that straddles a rounding boundary gives nothing, and a narrower one gives the double")
  func decision() {
    let tie = 1 + Rational(exactly: 0x1p-53)!
    let above = tie + Rational(exactly: 0x1p-200)!
    #expect(Ball(above, precision: 100).nearestDouble == nil)
    #expect(Ball(above, precision: 300).nearestDouble == 1 + Double.ulpOfOne)
    #expect(Ball(tie, precision: 300).nearestDouble == 1)
    #expect(Ball(midpoint: 1, radius: 0x1p-55, precision: 64).nearestDouble == 1)
    #expect(Ball(midpoint: 1, radius: 0x1p-52, precision: 64).nearestDouble == nil)
    #expect(Ball(midpoint: 1, radius: 0x1p-30, precision: 64).nearestFloat == 1)
    #expect(Ball(midpoint: 1, radius: 0x1p-23, precision: 64).nearestFloat == nil)
    #expect(Ball(midpoint: 0, radius: 0x1p-1000, precision: 64).nearestDouble == nil)
  }

  @Test("EXA-4: floats are rounded once, not through a double")
  func noDoubleRounding() {
    let justAbove = 1 + Rational(exactly: 0x1p-24)! + Rational(exactly: 0x1p-90)!
    #expect(Ball(justAbove, precision: 200).nearestFloat == 1 + Float.ulpOfOne)
    let justBelow = 1 + Rational(exactly: 0x1p-24)! - Rational(exactly: 0x1p-90)!
    #expect(Ball(justBelow, precision: 200).nearestFloat == 1)
    #expect(Ball(-justAbove, precision: 200).nearestFloat == -1 - Float.ulpOfOne)
    #expect(Ball(Rational(exactly: 1e300)!, precision: 200).nearestFloat == .infinity)
    #expect(Ball(Rational(exactly: 0x1.8p-149)!, precision: 200).nearestFloat == 0x1p-148)
  }

  @Test("EXA-4: the result is the one double within half an ulp, for many random enclosures")
  func random() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<2000 {
      let value = Rational(Int(generator.next() >> 2), Int(generator.next() >> 40) + 1)
      let rounded = Ball(value, precision: 120).nearestDouble!
      let half = Rational(exactly: rounded.ulp)! / 2
      #expect((Rational(exactly: rounded)! - value).magnitude <= half)
    }
  }

  @Test("EXA-2: bounds are outward")
  func bounds() {
    let third = Ball(Rational(1, 3), precision: 100)
    #expect(Rational(exactly: third.lowerBound)! < Rational(1, 3))
    #expect(Rational(1, 3) < Rational(exactly: third.upperBound)!)
    #expect(third.upperBound == third.lowerBound.nextUp)
    #expect(third.midpoint == 1.0 / 3)
    #expect(third.radius > 0)
    #expect(Ball(0.1).radius == 0)
  }
}

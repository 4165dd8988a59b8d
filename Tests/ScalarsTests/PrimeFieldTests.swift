import DeltaScalars
import Testing

@Suite("FP-1: the prime field") struct PrimeFieldTests {
  @Test("products agree with 128-bit arithmetic, at the ends and at random") func products() {
    var generator = SplitMix64(seed: 3)
    let ends: [UInt64] = [0, 1, 2, PrimeField.modulus - 1, PrimeField.modulus - 2, 1 << 60]
    let values = ends + (0..<40).map { _ in generator.next() % PrimeField.modulus }
    for a in values {
      for b in values {
        let (high, low) = a.multipliedFullWidth(by: b)
        let expected = PrimeField.modulus.dividingFullWidth((high, low)).remainder
        #expect((PrimeField(residue: a) * PrimeField(residue: b)).residue == expected)
      }
    }
  }

  @Test("every inverse inverts", arguments: [1, 2, 3, -1, 1 << 40]) func inverses(x: Int) {
    #expect(PrimeField(x) * PrimeField(x).inverse == .one)
  }

  @Test("negative integers and whole words have canonical residues") func canonical() {
    #expect(PrimeField(-1).residue == PrimeField.modulus - 1)
    #expect(PrimeField(residue: .max).residue == UInt64.max % PrimeField.modulus)
    #expect(PrimeField(Int.min) + PrimeField(Int.max) + .one == .zero)
  }

  @Test("the generator of all streams is pinned") func splitMix() {
    var generator = SplitMix64(seed: 1_234_567)
    // The published first outputs for this seed.
    #expect(
      (0..<3).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }
}

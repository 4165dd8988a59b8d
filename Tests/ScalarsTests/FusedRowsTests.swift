import Testing

@testable import DeltaScalars

/// Rows by the processor's instruction give the bits that the C library's fused products give, element by element.
@Suite("Rows of single numbers") struct FusedRowsTests {
  /// Numbers of all sizes, with the special ones among them.
  static func elements<S: BinaryFloatingPoint>(_ count: Int, seed: UInt64) -> [S] {
    var stream = SplitMix64(seed: seed)
    let special: [S] = [
      0, -0.0, .infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
    ]
    return (0..<count).map { _ in
      let plain =
        S(stream.nextSigned()) * S(sign: .plus, exponent: S.Exponent(Int(stream.next() % 40) - 20), significand: 1)
      return stream.next() % 11 == 0 ? special[Int(stream.next() % UInt64(special.count))] : plain
    }
  }

  /// What rows give, and what elements give, NaNs as one.
  static func pair<S: BinaryFloatingPoint & Scalar>(_ type: S.Type, _ count: Int, stride: Int) -> (
    rows: [S], elements: [S]
  ) {
    let (factor, row, own): (S, [S], [S]) = (
      1.25 / 3, elements(count * stride + 1, seed: 1), elements(count + 1, seed: 2)
    )
    var (rows, each) = (own, own)
    S.addProducts(of: row, stride: stride, with: factor, to: &rows, count)
    for j in 0..<count { each[j].addProduct(row[j * stride], factor) }
    rows[count].addProducts(of: row, own, count)
    for j in 0..<count { each[count].addProduct(row[j], own[j]) }
    return (rows.map { $0.isNaN ? 0 : $0 }, each.map { $0.isNaN ? 0 : $0 })
  }

  @Test("are what elements are, bit for bit", arguments: [0, 1, 3, 8, 67], [1, 3]) func bits(count: Int, stride: Int) {
    let double = Self.pair(Double.self, count, stride: stride)
    #expect(double.rows.map(\.bitPattern) == double.elements.map(\.bitPattern))
    let float = Self.pair(Float.self, count, stride: stride)
    #expect(float.rows.map(\.bitPattern) == float.elements.map(\.bitPattern))
  }

  @Test("are fused: a product and its rounded negative leave the error of the product") func fused() {
    let x = 1 + 0x1p-30
    var sums = [-(x * x)]
    Double.addProducts(of: [x], stride: 1, with: x, to: &sums, 1)
    #expect(sums[0] == 0x1p-60)
  }
}

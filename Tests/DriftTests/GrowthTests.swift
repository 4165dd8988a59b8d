import DeltaRecords
import Testing

@testable import DeltaDrift

@Suite("DRIFT-4: how errors grow")
struct GrowthTests {
  @Test("a power law is recovered, with and without noise", arguments: [-0.5, 0, 0.5, 1, 2])
  func slope(_ p: Double) throws {
    let points = Windows.ends(upTo: 4096).map { t in
      var value = 1e-7
      let doublings = (0..<4096).prefix { 1 << ($0 + 1) <= t }.count
      value *= p == 0 ? 1 : (p * Double(doublings)).exponentialOfTwo
      return (tokens: t, value: value)
    }.filter { $0.tokens & ($0.tokens - 1) == 0 }
    #expect(abs(try #require(logarithmicSlope(points)) - p) < 1e-9)
    // Early tokens do not count: an error there changes nothing.
    let disturbed = points.map { $0.tokens < 32 ? (tokens: $0.tokens, value: 1.0) : $0 }
    #expect(abs(try #require(logarithmicSlope(disturbed)) - p) < 1e-9)
  }

  @Test("zeros and infinities are not fitted") func degenerate() {
    #expect(logarithmicSlope([]) == nil)
    #expect(logarithmicSlope([(1, 0), (2, .infinity), (4, 1), (8, 2)]) == nil)
  }

  @Test("the nearest law names a slope") func laws() {
    typealias Growth = DriftSeries.Growth
    #expect(
      [-3, 0.2, 0.3, 0.7, 0.8, 1.2, 1.3].map(Growth.init(slope:))
        == [.flat, .flat, .randomWalk, .randomWalk, .systematic, .systematic, .amplified])
  }
}

@Suite("DRIFT-2: windows")
struct WindowTests {
  @Test("cover every token once", arguments: [1, 2, 3, 5, 64, 100, 16384]) func cover(_ tokens: Int) {
    #expect(Windows.ranges(upTo: tokens).flatMap { Array($0) } == Array(0..<tokens))
    #expect(Windows.ranges(upTo: tokens).allSatisfy { !$0.isEmpty })
  }
}

extension Double {
  /// Two to this power, for halves of integers.
  fileprivate var exponentialOfTwo: Double {
    let whole = rounded(.down)
    let power = Double(sign: .plus, exponent: Int(whole), significand: 1)
    return self == whole ? power : power * 2.0.squareRoot()
  }
}

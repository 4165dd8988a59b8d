import DeltaScalars
import Testing

@testable import DeltaProperties

@Suite("TOL-7: the interval of a median") struct MedianIntervalTests {
  /// Ranks from published tables of the sign test's interval at 99 %.
  @Test("the ranks are those of the tables", arguments: [(7, 0), (8, 1), (12, 2), (20, 4), (24, 6), (30, 8)])
  func ranks(n: Int, rank: Int) { #expect(MedianInterval.rank(n, missing: 0.01) == rank) }

  @Test("the ends are order statistics, and what is not a number counts as infinite") func ends() throws {
    let found = try #require(MedianInterval([5, 3, .nan, 1, 2, 8, 7, 6]))
    #expect(found.lower == 1 && found.upper == .infinity && found.median == 5.5 && found.count == 8)
    #expect(MedianInterval([1, 2, 3]) == nil && MedianInterval([]) == nil)
  }

  /// Of 4,000 intervals of a skewed distribution; 0.003 is one standard error.
  @Test("it contains the median as often as it says") func coverage() {
    var stream = SplitMix64(seed: 2)
    let n = 4_000
    let hits = (0..<n).count { _ in
      let draws = (0..<12).map { _ in Double.exp(3 * stream.nextSigned()) }
      let interval = MedianInterval(draws, confidence: 0.9)!
      return interval.lower <= 1 && 1 <= interval.upper
    }
    // Asked for 90 %, twelve draws give 96 %: it misses if fewer than three of them fall on one side.
    #expect(abs(Double(hits) / Double(n) - (1 - 2 * 79.0 / 4096)) < 0.017)
  }
}

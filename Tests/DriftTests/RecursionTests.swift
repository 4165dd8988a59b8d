import DeltaRecords
import Testing

@testable import DeltaDrift

@Suite("DRIFT-6: the Sherman–Morrison recursion")
struct RecursionTests {
  static let tokens = 128

  private func rows(_ keys: RecursionDrift.Keys, _ ridge: Double, _ scalar: String) throws -> [RecursionRow] {
    try RecursionDrift(keys: keys, ridge: ridge, tokens: Self.tokens, seed: 5).rows().filter { $0.scalar == scalar }
  }

  @Test("is measured at the end of each window, in both scalars") func windows() throws {
    for scalar in ["float64", "float32"] {
      #expect(try rows(.random, 1, scalar).map(\.tokens) == Windows.ends(upTo: Self.tokens))
    }
  }

  @Test(
    "agrees with the direct solution within its bound where the ridge is harmless",
    arguments: RecursionDrift.Keys.allCases)
  func agrees(_ keys: RecursionDrift.Keys) throws {
    for row in try rows(keys, 1, "float64") {
      #expect(row.relativeError <= row.directBound, "\(row)")
      #expect(row.directBound < 1e-10)
    }
  }

  @Test("loses in float32 what float32 lacks") func single() throws {
    for row in try rows(.random, 1, "float32") {
      #expect((1e-8...1e-5).contains(row.relativeError), "\(row)")
    }
  }

  @Test("loses digits for good when P falls from 1/λ, as u/λ says") func falls() throws {
    let rows = try rows(.random, 1e-8, "float64")
    let before = try #require(rows.first { $0.tokens == 16 })
    #expect(before.relativeError < 1e-12)
    // u/λ = 1.1e-8; a hundredth of it is still ten thousand bounds of the direct solution.
    for row in rows where row.tokens >= 64 {
      #expect(row.relativeError > 1e-10 && row.relativeError > 100 * row.directBound, "\(row)")
    }
  }

  @Test("calls the near-collinear keys what they are") func condition() throws {
    let (random, collinear) = (
      try rows(.random, 1e-4, "float64").last!, try rows(.nearCollinear, 1e-4, "float64").last!
    )
    #expect(random.reciprocalCondition > 0.01)
    #expect(collinear.reciprocalCondition < 1e-4)
  }

  @Test("is part of every campaign") func campaign() throws {
    let result = try DriftCampaign(tokens: 8, operators: []).run([])
    #expect(result.recursion.count == 2 * 3 * 2 * Windows.ends(upTo: 8).count)
  }
}

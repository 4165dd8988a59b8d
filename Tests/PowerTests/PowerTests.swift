import DeltaOperators
import DeltaPower
import DeltaRecords
import DeltaScalars
import Testing

/// What `conform power` publishes.
@Suite("TOL-14: how small an error is noticed") struct PowerTests {
  /// The uniform error of outputs that has to be noticed under each profile, and how many times less the field's rule notices.
  static let demands: [(profile: Profile, size: Double)] = [(.fp32, 1e-5), (.tf32, 6e-3), (.fp16, 6e-3), (.bf16, 3e-2)]

  @Test(
    "uniform errors are noticed, larger ones by more requests, and no answer without one is refused", arguments: demands
  )
  func power(profile: Profile, size: Double) throws {
    let record = try PowerCampaign(profiles: [profile], operators: [.linearAttention]).run()
    #expect(record.summary.answers > 50 && record.summary.refused == 0)
    let row = try #require(record.results.first { $0.tensor == "o" && $0.place == .everywhere })
    #expect(try #require(row.smallest(\.noticed)) <= size)
    for row in record.results {
      #expect(zip(row.rungs, row.rungs.dropFirst()).allSatisfy { $0.noticed <= $1.noticed }, "\(row)")
      // All but what lies below the last step of a narrow format.
      #expect(
        Double(row.rungs.last!.noticed) >= 0.95 * Double(row.requests),
        "six times too large, \(row.place), \(row.tensor)")
    }
    #expect(Set(record.results.map(\.place)) == Set(PowerPlace.allCases))
  }

  @Test("the ladder has three rungs a decade") func ladder() {
    let ladder = PowerRow.ladder
    #expect(ladder.first == 0x1p-24 && ladder.count == 25)
    #expect(zip(ladder, ladder.dropFirst(3)).allSatisfy { abs($1 / $0 - 10) < 1e-12 })
  }
}

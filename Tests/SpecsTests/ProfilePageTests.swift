import DeltaScalars
import Testing

/// The table of profiles in Specs/tolerances.md against the profiles.
@Suite("TOL-1: the table of profiles") struct ProfilePageTests {
  @Test("each row has the formats of its profile, finest first") func table() throws {
    let rows = try SpecPage("tolerances").section("TOL-1").rows.filter { $0.count == 6 }
    // "tf32, dropped bits": what follows the name explains it.
    let stated = rows.map { $0.map { String($0.replacing("`", with: "").prefix { $0 != "," }) } }
    let built = Profile.all.map { p in
      [p.name] + [p.input, p.operand, p.accumulator, p.state, p.output].map(\.name)
    }
    #expect(stated == built)
  }

  @Test("each rounding is stated") func roundings() throws {
    let rows = try SpecPage("tolerances").section("TOL-1").rows.filter { $0.count == 2 }
    let stated = rows.flatMap { SpecPage.Section.names($0[0]) }
    #expect(Set(stated) == Set(RoundingMode.allCases.map(\.rawValue)))
  }
}

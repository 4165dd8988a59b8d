import DeltaMutants
import Testing

@Suite("MUT-5: the tables of mutants") struct MutantPageTests {
  @Test("every mutant and near miss has a row, and no other") func rows() throws {
    let rows = try SpecPage("mutants").section("MUT-5").rows
    let names = rows.flatMap { SpecPage.Section.names($0[0]) }
    #expect(names == (Mutant.faults + Mutant.nearMisses).map(\.id))
  }

  @Test("MUT-6: every mutant has a row in the matrix, and a mark in it") func matrix() throws {
    let rows = try SpecPage("mutants-matrix").sections.flatMap(\.rows).dropFirst()
    #expect(rows.flatMap { SpecPage.Section.names($0[0]) } == Mutant.faults.map(\.id))
    #expect(rows.allSatisfy { row in row.dropFirst().contains { $0 == "●" } })
  }
}

import Testing

/// A clause that code cites can be looked up, and a clause that can be looked up is cited by code.
@Suite("Citations") struct CitationTests {
  static let specs = Repository.pages("Specs")
  static let clauses = specs.reduce(into: Set()) { $0.formUnion(Citations.stated(on: $1)) }
  /// Code and tests, but for these tests, which name what does not exist; the second derivation is both.
  static let code = Repository.pages("Sources", "Tests", "Derivation").filter {
    !$0.path.hasPrefix("Tests/StructureTests")
  }
  static let others = Repository.pages(
    Repository.rooms.filter { !["Sources", "Tests", "Derivation", "Specs", "Fixtures"].contains($0) })

  /// Citations that lead nowhere on purpose.
  static let meant = [
    // `conform prove --claim EQ-6` has to be refused.
    "Tests/ConformTests/CommandTests.swift cites EQ-6, a clause that no page of Specs states"
  ]

  /// Clauses that no code can guard by name.
  static let exempt: [String: String] = [
    "FP-2": "it says what a test over a prime field does not show"
  ]
  /// Rows of the table of operators: `Operator.clause` composes them, and Tests/OperatorsTests holds the table to it.
  static let operators = clauses.filter { $0.hasPrefix("OP-") && $0.dropFirst(3).first!.isLowercase }

  @Test("every clause that is cited is stated, and every id is in the museum") func dangling() {
    let pages = Self.code + Self.specs + Self.others
    #expect(Self.clauses.count > 150 && pages.count > 300)
    #expect(Self.code.contains { !Citations.defects(in: $0.text).isEmpty })
    let complaints = pages.flatMap {
      Citations.dangling($0, clauses: Self.clauses, defects: Museum.shown.ids)
    }
    #expect(complaints == Self.meant)
  }

  @Test("every clause is cited by code or by a test") func guarded() {
    let cited = Self.code.reduce(into: Set()) { $0.formUnion(Citations.clauses(in: $1.text)) }
    #expect(Self.clauses.subtracting(cited).subtracting(Self.exempt.keys).subtracting(Self.operators).sorted() == [])
    #expect(Set(Self.exempt.keys).isSubset(of: Self.clauses.subtracting(cited)), "an exemption is not needed")
    #expect(Self.operators.count == 22)
  }

  @Test("names that read like clauses or ids are exempt only where they are used") func names() {
    let text = (Self.code + Self.specs).map(\.text).joined(separator: "\n")
    let clauses = Set(text.matches(Citations.clause).map { $0[0] })
    #expect(Set(Citations.otherNames.keys).isSubset(of: clauses.subtracting(Self.clauses)))
    let ids = Set(text.matches(Citations.defect).map { $0[0] })
    #expect(Set(Citations.otherIDs.keys).isSubset(of: ids.subtracting(Museum.shown.ids)))
  }

  @Test("a citation that leads nowhere is reported") func planted() {
    let page = Repository.Page(
      path: "planted", text: "TOL-3, TOL-99, OP-A, OP-nonsense, EQ-4 … EQ-6, F32, U16, T01, `guards: [\"X99\"]`, UTF-8")
    #expect(
      Citations.dangling(page, clauses: Self.clauses, defects: Museum.shown.ids) == [
        "planted cites EQ-6, a clause that no page of Specs states",
        "planted cites OP-nonsense, a clause that no page of Specs states",
        "planted cites TOL-99, a clause that no page of Specs states",
        "planted cites X99, which Specs/museum.md does not show",
      ])
  }

  @Test("a clause is stated by a heading, a row or a point, and not by being mentioned") func statements() {
    let text = "## AB-1 Title, see\n| AB-2 | row |\n* **AB-3.** point\nAB-4 in passing\n| x | AB-5 |\n"
    #expect(Citations.stated(on: Repository.Page(path: "page", text: text)) == ["AB-1", "AB-2", "AB-3"])
  }
}

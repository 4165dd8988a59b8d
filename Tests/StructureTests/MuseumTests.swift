import Foundation
import Testing

/// Specs/museum.md says of each defect what catches it; here, that what it names exists and that the rest agrees.
@Suite("The museum of defects") struct MuseumTests {
  static let museum = Museum.shown
  /// What tensors, operators, regimes, mutants and goldens are called in the sources.
  static let names = Repository.pages("Sources").reduce(into: Set()) { names, page in
    names.formUnion(page.text.matches(#""([A-Za-z0-9_-]+)""#).map { $0[1] })
  }

  /// The golden fixtures, by the defects that each guards against.
  struct Goldens: Decodable {
    struct Golden: Decodable { let id: String, guards: [String] }
    let goldens: [Golden]

    static func read() throws -> Goldens {
      let data = try Data(contentsOf: Repository.root.appendingPathComponent("Fixtures/manifest.json"))
      return try JSONDecoder().decode(Goldens.self, from: data)
    }
  }

  /// The sentence for a row that neither cites a clause nor says that nothing catches the defect.
  static func silence(of row: Museum.Row) -> String? {
    let says = !Citations.clauses(in: row.caught).isEmpty || row.caught.contains("nothing yet")
    return says ? nil : "\(row.id) says neither which clause catches it nor that none does"
  }

  @Test("each id has one row, and each row says what catches it or that nothing does") func complete() {
    #expect(Self.museum.rows.count > 140 && Self.museum.ids.count == Self.museum.rows.count)
    #expect(Self.museum.rows.compactMap(Self.silence) == [])
    #expect(Self.silence(of: Museum.Row(id: "Z99", caught: "tests")) != nil)
  }

  @Test("what a row calls by a name has it in the sources or among the goldens") func named() throws {
    let goldens = try Goldens.read().goldens.map(\.id)
    for row in Self.museum.rows {
      for name in row.caught.matches("`([^`]+)`").map({ $0[1] }) {
        let known = Self.names.contains(name) || goldens.contains { $0.hasSuffix("-" + name) }
        #expect(known, "\(row.id) names \(name)")
      }
    }
  }

  @Test("what a golden guards against is in the museum") func goldens() throws {
    let goldens = try Goldens.read().goldens
    try #require(!goldens.isEmpty)
    #expect(Set(goldens.flatMap(\.guards)).subtracting(Self.museum.ids).sorted() == [])
  }

  @Test("what code guards against is not called uncaught") func guarded() {
    let code = Repository.pages("Sources/Verification").reduce(into: Set()) {
      $0.formUnion(Citations.defects(in: $1.text))
    }
    let uncaught = Set(Self.museum.rows.filter { $0.caught.hasPrefix("nothing yet") }.map(\.id))
    #expect(!uncaught.isEmpty && code.intersection(uncaught).sorted() == [])
  }

  /// Who says in its source that it guards against which defects, as pairs of an id and a name.
  static func guards(_ folder: String, _ pattern: String) -> [(id: String, name: String)] {
    Repository.pages(folder).flatMap { page in
      page.text.matches(pattern).flatMap { match in
        Citations.defects(in: match[2] + match[3]).map { (id: $0, name: match[1]) }
      }
    }
  }

  /// A regime: its name, its reason, its list of ids.
  static let regimes = guards(
    "Sources/Verification/Inputs", #"Regime\(\s*"([^"]+)",\s*"([^"]*)"(?:,\s*guards: \[([^\]]*)\])?"#)
  /// A mutant: its name, and the ids in its row of the catalogue.
  static let mutants = Repository.pages("Sources/Verification/Mutants/Catalogue").flatMap { page in
    page.text.matches(#"Mutant\(\s*\.\w+,\s*"([^"]+)",\s*\[([^\]]*)\]"#).flatMap { match in
      Citations.defects(in: match[2]).map { (id: $0, name: match[1]) }
    }
  }

  @Test("a row names every regime and every mutant that names it") func mutual() throws {
    // Fewer mean that the sources are written in another way than these patterns expect.
    try #require(Self.regimes.count > 40 && Self.mutants.count > 20)
    for (id, name) in Self.regimes + Self.mutants {
      let row = Self.museum.rows.first { $0.id == id }
      #expect(
        row?.caught.contains("`\(name)`") == true, "\(name) names \(id), and the row of \(id) does not name \(name)")
    }
  }
}

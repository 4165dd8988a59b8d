import Testing

/// A type, a module or a file that a page names can be found.
@Suite("Names in Specs and README") struct NameTests {
  static let code = Repository.pages("Sources", "Tests", "Package.swift")

  /// Everything that code declares, with the modules, the test files and the rooms at the root.
  static let declared = code.reduce(into: Set(Manifest.package.targets.map(\.name) + Repository.rooms)) {
    declared, page in
    let kinds = "struct|enum|class|protocol|typealias|func|var|let|case"
    declared.formUnion(page.text.matches(#"\b(?:\#(kinds)) (\w+)"#).map { $0[1] })
    if let file = page.path.split(separator: "/").last { declared.insert(String(file.dropLast(6))) }
  }

  /// Names of Swift itself.
  static let language: Set = ["Equatable", "Comparable"]

  /// What a page calls by a name with capitals, as `ChunkDegree` and `Recurrences.ExactPreconditioner`, that is not there.
  static func unknown(on page: Repository.Page) -> [String] {
    page.text.matches(#"`([A-Z][A-Za-z]*[a-z][A-Za-z]*)(?:\.([A-Z][A-Za-z]*))?`"#).flatMap { $0.dropFirst() }
      .filter { !$0.isEmpty && !language.contains($0) && !declared.contains($0) && !declared.contains("Delta" + $0) }
  }

  @Test("a page names no type, module or test that is not there") func known() {
    let pages = Repository.pages("Specs", "README.md")
    for page in pages { #expect(Self.unknown(on: page) == [], "\(page.path)") }
  }

  @Test("a name that is not there is found") func planted() {
    let page = Repository.Page(
      path: "planted", text: "`ChunkDegree`, `NoSuchDegree`, `Recurrences.NoSuchThing`, `StructureTests`, `HV`")
    #expect(Self.unknown(on: page) == ["NoSuchDegree", "NoSuchThing"])
  }
}

import Foundation
import Testing

/// What a module imports is what Package.swift says that it needs: nothing reached by chance through another, nothing
/// declared for a use that has gone.
@Suite("Imports are declared edges") struct ImportTests {
  /// Targets of Swift; those of C name no edges of ours.
  static let compiled = Manifest.package.targets.filter { $0.type != "system" && !$0.name.hasPrefix("CDelta") }

  /// The modules of the toolchain and of Apple's systems, which no manifest declares.
  static let toolchain: Set = ["Foundation", "Testing", "Dispatch", "Glibc", "Darwin", "CommonCrypto"]

  /// Edges that no import shows.
  static let silent: [String: (needs: Set<String>, reason: String)] = [
    "ConformTests": (["conform"], "it runs the program, which has to be built first")
  ]

  /// Modules that Swift text imports, whatever attributes and access levels stand before; a program that stands between three
  /// quotation marks imports for itself.
  static func imports(_ text: String) -> Set<String> {
    let text = text.components(separatedBy: "\"\"\"").enumerated().filter { $0.offset % 2 == 0 }.map(\.element).joined()
    let before = #"^[ \t]*(?:@\w+(?:\([^)\n]*\))?[ \t]+)*(?:(?:public|package|internal|fileprivate|private)[ \t]+)?"#
    let part = #"(?:(?:struct|class|enum|protocol|func|typealias|var|let)[ \t]+)?"#
    return Set(text.matches(before + #"import[ \t]+"# + part + #"(\w+)"#).map { $0[1] })
  }

  /// What differs between the imports of a target and its declared edges, in words.
  static func differences(_ name: String, imports: Set<String>, declares: Set<String>) -> [String] {
    let imports = imports.subtracting(toolchain).subtracting([name])
    let missing = imports.subtracting(declares).sorted().map { "\(name) imports \($0) and does not declare it" }
    let idle = declares.subtracting(imports).subtracting(silent[name]?.needs ?? [])
    return missing + idle.sorted().map { "\(name) declares \($0) and does not import it" }
  }

  @Test("every target imports what it declares, and declares what it imports", arguments: compiled.map(\.name))
  func edges(name: String) throws {
    let target = try #require(Self.compiled.first { $0.name == name })
    let sources = Repository.files(under: target.folder).filter { $0.hasSuffix(".swift") }
    try #require(!sources.isEmpty, "\(target.folder) holds no source")
    let imports = sources.compactMap(Repository.page).reduce(into: Set()) { $0.formUnion(Self.imports($1.text)) }
    #expect(Self.differences(name, imports: imports, declares: Set(target.needs)) == [])
  }

  @Test("an exemption is of an edge that is declared", arguments: silent.keys.sorted()) func exempt(name: String) throws
  {
    let target = try #require(Self.compiled.first { $0.name == name })
    #expect(Self.silent[name]!.needs.isSubset(of: target.needs))
  }

  @Test("an import that is not declared, and a declaration that is not used, are reported") func planted() {
    let imports = Self.imports(
      "import A\n  @testable import B\npackage import C\nimport struct D.E\n@_spi(X) public import F\n// import G\nlet x = \"\"\"\n  import H\n  \"\"\"\n"
    )
    #expect(imports == ["A", "B", "C", "D", "F"])
    #expect(
      Self.differences("M", imports: ["A", "Foundation", "M"], declares: ["B"]) == [
        "M imports A and does not declare it", "M declares B and does not import it",
      ])
  }
}

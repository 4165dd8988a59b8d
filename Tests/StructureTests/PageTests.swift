import Foundation
import Testing

/// Pages can be found from their index, and lead somewhere.
@Suite("Pages") struct PageTests {
  /// Indices, and the folders whose pages they list.
  static let folders = ["Specs", "Specs/decisions"]

  /// The pages of a folder that its index does not link to.
  static func unlisted(_ names: [String], index: String) -> [String] {
    names.filter { $0 != "README.md" && !index.contains("](\($0))") }.sorted()
  }

  /// Where a page's relative links and the paths that it names lead, from the root.
  static func targets(_ page: Repository.Page) -> [String] {
    let folder = (page.path as NSString).deletingLastPathComponent
    let links = page.text.matches(#"\]\(([^)#:\s]+)(?:#[^)]*)?\)"#).map { ($0[1], folder + "/" + $0[1]) }
    let rooms = "Sources|Tests|Specs|Scripts|Clients|Examples|Fixtures"
    let paths = page.text.matches("`((?:\(rooms))/[A-Za-z0-9_./+-]+)`").map { $0[1] }
    return links.map { $0.1 } + paths
  }

  @Test("an index lists every page beside it", arguments: folders) func listed(folder: String) throws {
    let index = try #require(Repository.page(folder + "/README.md"), "\(folder) has no index")
    let names = Repository.files(under: folder).map { String($0.dropFirst(folder.count + 1)) }
      .filter { !$0.contains("/") && $0.hasSuffix(".md") }
    #expect(names.count > 5)
    #expect(Self.unlisted(names, index: index.text) == [])
  }

  @Test("no link and no path leads nowhere") func links() {
    let pages = Repository.pages("Specs", "README.md").filter { $0.path.hasSuffix(".md") }
    let targets = pages.flatMap { page in Self.targets(page).map { (page: page.path, target: $0) } }
    #expect(targets.count > 50)
    for (page, target) in targets { #expect(Repository.exists(target), "\(page) leads to \(target)") }
  }

  @Test("a page that is not listed, and a link to nowhere, are found") func planted() {
    #expect(Self.unlisted(["a.md", "b.md", "README.md"], index: "[one](a.md), b.md") == ["b.md"])
    let page = Repository.Page(
      path: "Specs/planted.md", text: "[x](no.md#part) [y](https://example.org) `Tests/None.swift` [z](../no)")
    #expect(Self.targets(page) == ["Specs/no.md", "Specs/../no", "Tests/None.swift"])
    #expect(!Self.targets(page).contains(where: Repository.exists))
  }
}

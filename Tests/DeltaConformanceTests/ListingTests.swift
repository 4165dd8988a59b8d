import Foundation
import Testing

/// Code that is printed in an article is code that is compiled and run: each listing stands in the example package.
@Suite("Listings") struct ListingTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Lines without their indentation.
  static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
  }

  static func files(under folder: String, ending suffix: String) -> [URL] {
    let all = FileManager.default.enumerator(at: root.appendingPathComponent(folder), includingPropertiesForKeys: nil)!
    return all.compactMap { $0 as? URL }.filter { $0.path.hasSuffix(suffix) && !$0.path.contains("/.build/") }
  }

  /// Every fenced Swift listing, with the page that prints it.
  static let listings: [Listing] = {
    let pages = files(under: "Sources/DeltaConformance", ending: ".md") + [root.appendingPathComponent("README.md")]
    return pages.flatMap { page in
      (try! String(contentsOf: page, encoding: .utf8)).components(separatedBy: "```swift\n").dropFirst().map { rest in
        Listing(page: page.lastPathComponent, lines: lines(rest.components(separatedBy: "\n```")[0]))
      }
    }
  }()

  struct Listing: CustomTestStringConvertible, Sendable {
    let page: String
    let lines: [String]
    var testDescription: String { "\(page): \(lines.first { !$0.isEmpty } ?? "")" }
  }

  @Test("stand in the example package, word for word", arguments: listings)
  func verbatim(listing: Listing) throws {
    try #require(listing.lines.contains { !$0.isEmpty })
    let sources = try Self.files(under: "Examples/JudgeAKernel", ending: ".swift").map {
      Self.lines(try String(contentsOf: $0, encoding: .utf8))
    }
    #expect(
      sources.contains { $0.contains(listing.lines) },
      "no file of the example package holds these lines in a row: \(listing.lines)")
  }

  @Test("there are some in every article and in the README") func some() {
    let articles = Set(Self.files(under: "Sources/DeltaConformance", ending: ".md").map(\.lastPathComponent))
    #expect(articles.count == 4)
    #expect(Set(Self.listings.map(\.page)) == articles.union(["README.md"]))
  }
}

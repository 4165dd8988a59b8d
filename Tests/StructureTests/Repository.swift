import Foundation

/// The repository that this file stands in, as text.
enum Repository {
  /// Links are resolved, because a package may stand on links to this one's folders.
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A text file, under its path from the root.
  struct Page: Sendable {
    let path, text: String
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
  }

  static func page(_ path: String) -> Page? {
    (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)).map { Page(path: path, text: $0) }
  }

  /// Every text file at or below one of the paths, in the order of their paths.
  static func pages(_ paths: String...) -> [Page] { pages(paths) }
  static func pages(_ paths: [String]) -> [Page] { paths.flatMap(files).compactMap(page) }

  static func files(under path: String) -> [String] {
    guard let below = FileManager.default.enumerator(atPath: root.appendingPathComponent(path).path) else {
      return []
    }
    // Neither what a build left behind nor what is hidden.
    let names = below.compactMap { $0 as? String }.filter { name in
      !name.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__pycache__" }
    }
    return names.isEmpty ? [path] : names.sorted().map { path + "/" + $0 }.filter { !isFolder($0) }
  }

  /// What stands at the root, hidden things apart.
  static let rooms = ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []).sorted()
    .filter { !$0.hasPrefix(".") }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  private static func isFolder(_ path: String) -> Bool {
    var folder: ObjCBool = false
    return FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path, isDirectory: &folder)
      && folder.boolValue
  }
}

extension String {
  /// Every match of a regular expression, as its groups: the whole match first, "" for a group that took no part.
  func matches(_ pattern: String) -> [[String]] {
    let expression = try! NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
    return expression.matches(in: self, range: NSRange(startIndex..., in: self)).map { match in
      (0..<match.numberOfRanges).map { Range(match.range(at: $0), in: self).map { String(self[$0]) } ?? "" }
    }
  }
}

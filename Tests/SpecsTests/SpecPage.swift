import Foundation

/// A page of Specs, section by section, so that a test can hold what it lists to what code lists.
struct SpecPage {
  /// What stands under one heading.
  struct Section {
    /// The clauses of the heading, as it writes them, and its title.
    let heading: String
    let lines: [String]

    /// The rows of its tables without their heads, cell by cell.
    var rows: [[String]] {
      var (rows, inBody) = ([[String]](), false)
      for line in lines {
        if line.hasPrefix("|---") { inBody = true } else if !line.hasPrefix("|") { inBody = false }
        if inBody && !line.hasPrefix("|---") { rows.append(Self.cells(line)) }
      }
      return rows
    }

    /// What stands between backticks in a line or a cell.
    static func names(_ text: String) -> [String] {
      text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
        .map { String($0.element) }
    }

    /// The names with which points of a list begin.
    var points: [String] { lines.filter { $0.hasPrefix("* `") }.compactMap { Self.names($0).first } }

    private static func cells(_ line: String) -> [String] {
      line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  let sections: [Section]

  /// Reads `Specs/<name>.md`.
  init(_ name: String) throws {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    self.init(text: try String(contentsOf: root.appendingPathComponent("Specs/\(name).md"), encoding: .utf8))
  }

  init(text: String) {
    sections = text.components(separatedBy: "\n## ").map { part in
      let lines = part.components(separatedBy: "\n")
      return Section(heading: lines[0], lines: Array(lines.dropFirst()))
    }
  }

  /// The section of a clause; without one there is nothing to compare, which a test has to say.
  func section(_ clause: String) -> Section {
    sections.first { $0.heading == clause || $0.heading.hasPrefix(clause + " ") } ?? Section(heading: "", lines: [])
  }
}

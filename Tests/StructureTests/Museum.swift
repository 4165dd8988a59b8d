import Foundation

/// The rows of Specs/museum.md.
struct Museum {
  /// A defect: its id, and the last cell of its row.
  struct Row { let id, caught: String }

  let page: Repository.Page
  let rows: [Row]

  static let shown = Museum(Repository.page("Specs/museum.md") ?? Repository.Page(path: "Specs/museum.md", text: ""))

  init(_ page: Repository.Page) {
    self.page = page
    rows = page.lines.compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard let id = cells.first, Citations.defects(in: id) == [id], cells.count >= 4 else { return nil }
      return Row(id: id, caught: cells.last!)
    }
  }

  var ids: Set<String> { Set(rows.map(\.id)) }
}

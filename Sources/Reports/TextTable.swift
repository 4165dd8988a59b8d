/// A table in plain text: columns as wide as their widest cell, the first left-aligned, the others centred.
public struct TextTable {
  private var rows: [[String]]

  /// Creates a table with a header.
  public init(header: [String]) { rows = [header] }

  /// Adds a row with as many cells as the header.
  public mutating func add(_ row: [String]) {
    precondition(row.count == rows[0].count, "TextTable: \(row.count) cells for \(rows[0].count) columns")
    rows.append(row)
  }

  /// The table, one line a row, a rule under the header.
  public var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
    var lines = rows.map { row in
      row.indices.map { aligned(row[$0], widths[$0], isFirst: $0 == 0) }.joined(separator: "  ").trimmingEnd
    }
    lines.insert(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "), at: 1)
    return lines.joined(separator: "\n")
  }

  private func aligned(_ cell: String, _ width: Int, isFirst: Bool) -> String {
    let room = width - cell.count
    let left = isFirst ? 0 : room / 2
    return String(repeating: " ", count: left) + cell + String(repeating: " ", count: room - left)
  }
}

extension String {
  var trimmingEnd: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

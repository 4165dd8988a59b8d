/// A table in plain text: columns as wide as their widest cell, the first left-aligned, the others centred or left-aligned.
public struct TextTable {
  private var rows: [[String]]
  private let left: Set<Int>

  /// Creates a table with a header; the columns in `left` begin at the left, as prose does.
  public init(header: [String], left: Set<Int> = []) { (rows, self.left) = ([header], left.union([0])) }

  /// Adds a row with as many cells as the header.
  public mutating func add(_ row: [String]) {
    precondition(row.count == rows[0].count, "TextTable: \(row.count) cells for \(rows[0].count) columns")
    rows.append(row)
  }

  /// The table, one line a row, a rule under the header.
  ///
  /// Columns that do not fit into `width` characters follow in further blocks, each with the first column.
  public func text(width: Int = .max) -> String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
    return blocks(widths, width).map { block($0, widths) }.joined(separator: "\n\n")
  }

  /// The columns of each block: as many as fit, and at least one besides the first.
  private func blocks(_ widths: [Int], _ width: Int) -> [[Int]] {
    var (blocks, columns, used) = ([[Int]](), [0], widths[0])
    for column in widths.indices.dropFirst() {
      if columns.count > 1, width - used < 2 + widths[column] {
        blocks.append(columns)
        (columns, used) = ([0], widths[0])
      }
      columns.append(column)
      used += 2 + widths[column]
    }
    return blocks + [columns]
  }

  private func block(_ columns: [Int], _ widths: [Int]) -> String {
    var lines = rows.map { row in
      columns.map { aligned(row[$0], widths[$0], isLeft: left.contains($0)) }.joined(separator: "  ").trimmingEnd
    }
    lines.insert(columns.map { String(repeating: "─", count: widths[$0]) }.joined(separator: "  "), at: 1)
    return lines.joined(separator: "\n")
  }

  private func aligned(_ cell: String, _ width: Int, isLeft: Bool) -> String {
    let room = width - cell.count
    let left = isLeft ? 0 : room / 2
    return String(repeating: " ", count: left) + cell + String(repeating: " ", count: room - left)
  }
}

import DeltaRecords
import Foundation

extension FailureRow {
  /// The columns of the table `failure`, in the order in which ``init(_:)`` reads them.
  static let columns = [
    "signature", "property", "clause", "operator", "number", "reason", "location", "problem", "contents", "tape",
    "original", "evaluations", "minimal", "request",
  ]

  init(_ row: Row) {
    self.init(
      signature: row.text(0), property: row.text(1), clause: row.text(2), op: row.text(3), number: row.integer(4),
      reason: row.text(5), location: Self.location(row.text(6)), problem: row.text(7),
      values: row.text(8).split(separator: "\n").map(String.init), tape: row.text(9), originalTape: row.text(10),
      evaluations: row.integer(11), isMinimal: row.integer(12) == 1, request: row.blob(13))
  }

  /// The location as JSON; nil where there is none.
  var locationText: String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return location.flatMap { try? encoder.encode($0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  private static func location(_ text: String) -> Location? {
    try? JSONDecoder().decode(Location.self, from: Data(text.utf8))
  }

  /// Whether a counterexample is smaller than another: shorter, then less, as the shrinker has it (GEN-5).
  func isSmaller(than other: FailureRow) -> Bool {
    let (mine, theirs) = (Self.choices(tape), Self.choices(other.tape))
    return mine.count < theirs.count || (mine.count == theirs.count && mine.lexicographicallyPrecedes(theirs))
  }

  private static func choices(_ tape: String) -> [UInt64] { tape.split(separator: ".").map { UInt64($0) ?? .max } }
}

/// A list of words in one column.
enum JSONWords {
  static func encode(_ words: [String]) -> String {
    String(decoding: (try? JSONEncoder().encode(words)) ?? Data("[]".utf8), as: UTF8.self)
  }

  static func decode(_ text: String) -> [String] {
    (try? JSONDecoder().decode([String].self, from: Data(text.utf8))) ?? []
  }
}

extension NSLock {
  /// ``withLock(_:)`` that keeps the type of what is thrown.
  func withLockTyped<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
    lock()
    defer { unlock() }
    return try body()
  }
}

import CDeltaSQLite

/// What can stand in a column.
enum Value {
  case null
  case integer(Int)
  case real(Double)
  case text(String)
  case blob([UInt8])

  static func real(_ number: Double?) -> Value { number.map(Value.real) ?? .null }
  static func text(_ text: String?) -> Value { text.map(Value.text) ?? .null }
}

/// A prepared statement, kept for the next time.
final class Statement {
  let pointer: OpaquePointer?
  private unowned let database: Database

  init(_ pointer: OpaquePointer?, _ database: Database) { (self.pointer, self.database) = (pointer, database) }
  deinit { sqlite3_finalize(pointer) }

  /// Puts values in the places of the question marks.
  func bind(_ values: [Value]) throws(StoreError) {
    for (i, value) in values.enumerated() {
      let place = Int32(i + 1)
      switch value {
      case .null: try database.check(sqlite3_bind_null(pointer, place))
      case .integer(let number): try database.check(sqlite3_bind_int64(pointer, place, Int64(number)))
      case .real(let number): try database.check(sqlite3_bind_double(pointer, place, number))
      case .text(let text): try database.check(csqlite_bind_text(pointer, place, text, Int32(text.utf8.count)))
      case .blob(let bytes): try database.check(csqlite_bind_blob(pointer, place, bytes, Int32(bytes.count)))
      }
    }
  }

  /// Moves to the next row; false after the last.
  func step() throws(StoreError) -> Bool {
    let code = sqlite3_step(pointer)
    try database.check(code)
    return code == SQLITE_ROW
  }

  /// Makes it ready for other values.
  func reset() {
    sqlite3_reset(pointer)
    sqlite3_clear_bindings(pointer)
  }
}

/// The row that a statement has found.
struct Row {
  private let pointer: OpaquePointer?
  init(_ statement: Statement) { pointer = statement.pointer }

  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(pointer, column)) }
  func text(_ column: Int32) -> String { sqlite3_column_text(pointer, column).map { String(cString: $0) } ?? "" }
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }
  func real(_ column: Int32) -> Double? { isNull(column) ? nil : sqlite3_column_double(pointer, column) }

  func blob(_ column: Int32) -> [UInt8] {
    guard let bytes = sqlite3_column_blob(pointer, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(pointer, column))))
  }
}

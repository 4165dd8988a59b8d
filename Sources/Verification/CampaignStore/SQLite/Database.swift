import CDeltaSQLite

/// A connection to one SQLite file, for one thread at a time; complaints become ``StoreError``.
final class Database {
  let path: String
  private var handle: OpaquePointer?
  private var statements: [String: Statement] = [:]

  /// How a file is opened.
  enum Mode: Int32 {
    case reading, writing
  }

  /// Opens a file, which writing creates where there is none.
  init(_ path: String, _ mode: Mode) throws(StoreError) {
    self.path = path
    let flags = mode == .reading ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let code = sqlite3_open_v2(path, &handle, flags, nil)
    guard code == SQLITE_OK else {
      let words = words
      sqlite3_close_v2(handle)
      handle = nil
      throw StoreError(code: code, file: path, words: words)
    }
    // A reader stands in a writer's way for moments only.
    sqlite3_busy_timeout(handle, 10_000)
    sqlite3_extended_result_codes(handle, 1)
  }

  deinit {
    statements = [:]
    sqlite3_close_v2(handle)
  }

  /// Runs statements without values or rows.
  func run(_ sql: String) throws(StoreError) { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }

  /// Runs one statement that has no rows.
  func execute(_ sql: String, _ values: Value...) throws(StoreError) {
    let statement = try prepared(sql)
    defer { statement.reset() }
    try statement.bind(values)
    while try statement.step() {}
  }

  /// What a query finds, row by row.
  func rows<T>(_ sql: String, _ values: Value..., as read: (Row) -> T) throws(StoreError) -> [T] {
    let statement = try prepared(sql)
    defer { statement.reset() }
    try statement.bind(values)
    var found: [T] = []
    while try statement.step() { found.append(read(Row(statement))) }
    return found
  }

  /// Everything that a body writes, or nothing of it.
  func transaction<T>(_ body: () throws -> T) throws -> T {
    try run("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      // A full disk may have rolled back already.
      try? run("ROLLBACK")
      throw error
    }
  }

  /// Fails with SQLite's own words unless a call went well.
  func check(_ code: Int32) throws(StoreError) {
    guard code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE else {
      throw StoreError(code: code, file: path, words: words)
    }
  }

  private var words: String { handle.map { String(cString: sqlite3_errmsg($0)) } ?? "no connection" }

  private func prepared(_ sql: String) throws(StoreError) -> Statement {
    if let known = statements[sql] { return known }
    var pointer: OpaquePointer?
    try check(sqlite3_prepare_v2(handle, sql, -1, &pointer, nil))
    let statement = Statement(pointer, self)
    statements[sql] = statement
    return statement
  }
}

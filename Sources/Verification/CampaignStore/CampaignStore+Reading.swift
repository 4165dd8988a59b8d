import Foundation

extension CampaignStore {
  /// The campaign that the store holds.
  public func identity() throws(StoreError) -> CampaignIdentity {
    let sql = "SELECT suite, generator, subject, profile, arithmetic, seed, operators FROM campaign"
    return try single(sql) { row in
      CampaignIdentity(
        suite: row.text(0), generator: row.text(1), subject: row.text(2), profile: row.text(3),
        arithmetic: row.text(4), seed: UInt64(row.text(5)) ?? 0,
        operators: row.text(6).split(separator: " ").map(String.init))
    }
  }

  /// The options that repeat the run.
  public func words() throws(StoreError) -> [String] {
    JSONWords.decode(try single("SELECT words FROM campaign") { $0.text(0) })
  }

  /// Which cases were ever wanted.
  public func parts() throws(StoreError) -> [CampaignPart] {
    try database.rows(
      "SELECT shard, shards, cases FROM part ORDER BY shards, shard",
      as: { CampaignPart(shard: $0.integer(0), of: $0.integer(1), cases: $0.integer(2)) })
  }

  /// The numbers of the cases that are there.
  public func numbers() throws(StoreError) -> Set<Int> {
    try lock.withLockTyped { () throws(StoreError) in
      Set(try database.rows("SELECT number FROM cases", as: { $0.integer(0) }))
    }
  }

  /// The cases, in order.
  public func cases() throws(StoreError) -> [CaseRow] {
    let findings = try database.rows(
      "SELECT number, name, outcome, ratio, ceiling FROM finding JOIN property ON id = property ORDER BY number, id",
      as: { ($0.integer(0), FindingRow($0)) })
    let grouped = Dictionary(grouping: findings, by: \.0)
    let conversions =
      try keepsConversions()
      ? try database.rows("SELECT number, name FROM conversion", as: { ($0.integer(0), $0.text(1)) }) : []
    let adapted = Dictionary(grouping: conversions, by: \.0)
    return try database.rows(
      "SELECT number, operator, gradients, tape FROM cases ORDER BY number",
      as: { row in
        CaseRow(
          number: row.integer(0), op: row.text(1), asksGradients: row.integer(2) == 1, tape: row.text(3),
          findings: (grouped[row.integer(0)] ?? []).map(\.1),
          adapted: Set((adapted[row.integer(0)] ?? []).map(\.1)))
      })
  }

  /// The first case of each violated property and operator that no failure explains yet, in the order of cases.
  public func unexplained() throws(StoreError) -> [(symptom: Symptom, number: Int, tape: String)] {
    let sql = """
      SELECT p.name, c.operator, min(c.number), c.tape FROM finding f JOIN cases c USING (number)
      JOIN property p ON p.id = f.property WHERE f.outcome = 'fail' AND NOT EXISTS (
        SELECT 1 FROM symptom s WHERE s.property = p.name AND s.operator = c.operator)
      GROUP BY p.id, c.operator ORDER BY min(c.number), p.id
      """
    return try lock.withLockTyped { () throws(StoreError) in
      try database.rows(
        sql, as: { (Symptom(property: $0.text(0), op: $0.text(1)), number: $0.integer(2), tape: $0.text(3)) })
    }
  }

  /// The defects, in the order in which they were found.
  public func failures() throws(StoreError) -> [FailureRow] {
    let columns = FailureRow.columns.joined(separator: ", ")
    return try lock.withLockTyped { () throws(StoreError) in
      try database.rows("SELECT \(columns) FROM failure ORDER BY number, signature", as: FailureRow.init)
    }
  }

  /// The properties and operators that each defect explains.
  public func symptoms() throws(StoreError) -> [(signature: String, symptom: Symptom, cases: Int)] {
    let sql = """
      SELECT s.signature, s.property, s.operator, count(c.number) FROM symptom s
      JOIN property p ON p.name = s.property JOIN cases c ON c.operator = s.operator
      JOIN finding f ON f.number = c.number AND f.property = p.id AND f.outcome = 'fail'
      GROUP BY s.property, s.operator ORDER BY s.signature, s.operator, p.id
      """
    return try database.rows(
      sql, as: { ($0.text(0), Symptom(property: $0.text(1), op: $0.text(2)), $0.integer(3)) })
  }

  /// The largest ratio of an error to its bound; nil where nothing was measured.
  public func worstRatio() throws(StoreError) -> Double? {
    try database.rows("SELECT max(ratio) FROM cases", as: { $0.real(0) })[0]
  }

  /// Whether the store, or one that is attached to it, has the table of conversions: the first stores had none.
  func keepsConversions(_ schema: String = "main") throws(StoreError) -> Bool {
    let sql = "SELECT count(*) FROM \(schema).sqlite_master WHERE type = 'table' AND name = 'conversion'"
    return try database.rows(sql, as: { $0.integer(0) })[0] == 1
  }

  func single<T>(_ sql: String, as read: (Row) -> T) throws(StoreError) -> T {
    guard let found = try database.rows(sql, as: read).first else {
      throw StoreError(.foreign, "The store '\(database.path)' names no campaign; start another.")
    }
    return found
  }
}

extension FindingRow {
  fileprivate init(_ row: Row) {
    self.init(
      property: row.text(1), outcome: Outcome(rawValue: row.text(2)) ?? .unable, ratio: row.real(3),
      isCeiling: row.integer(4) == 1)
  }
}

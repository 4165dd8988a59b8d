import Foundation

extension CampaignStore {
  /// Adds cases, all or none; one that is there already is left as it is.
  public func add(_ cases: [CaseRow]) throws {
    try lock.withLock {
      try database.transaction { for row in cases { try insert(row) } }
    }
  }

  /// Adds a defect with what it explains, or adds to what a known one explains.
  public func add(_ failure: FailureRow, explaining symptoms: [Symptom]) throws {
    try lock.withLock {
      try database.transaction {
        try insert(failure)
        for symptom in symptoms {
          try database.execute(
            "INSERT OR IGNORE INTO symptom VALUES (?, ?, ?)", .text(symptom.property), .text(symptom.op),
            .text(failure.signature))
        }
      }
    }
  }

  /// Remembers that some cases are wanted.
  func want(_ part: CampaignPart) throws(StoreError) {
    try database.execute(
      """
      INSERT INTO part VALUES (?, ?, ?) ON CONFLICT (shard, shards) DO UPDATE SET cases = max(cases, excluded.cases)
      """, .integer(part.shard), .integer(part.shards), .integer(part.cases))
  }

  private func insert(_ row: CaseRow) throws(StoreError) {
    let worst = row.worst
    try database.execute(
      """
      INSERT OR IGNORE INTO cases VALUES (?, ?, ?, ?, ?, ?, (SELECT id FROM property WHERE name = ?))
      """, .integer(row.number), .text(row.op), .integer(row.asksGradients ? 1 : 0), .text(row.tape),
      .text(row.verdict), .real(worst?.ratio), .text(worst?.property))
    for finding in row.findings {
      try database.execute(
        "INSERT OR IGNORE INTO finding VALUES (?, (SELECT id FROM property WHERE name = ?), ?, ?, ?)",
        .integer(row.number), .text(finding.property), .text(finding.outcome.rawValue), .real(finding.ratio),
        .integer(finding.isCeiling ? 1 : 0))
    }
    for name in row.adapted.sorted() {
      try database.execute("INSERT OR IGNORE INTO conversion VALUES (?, ?)", .integer(row.number), .text(name))
    }
  }

  func insert(_ failure: FailureRow) throws(StoreError) {
    try database.execute(
      "INSERT OR IGNORE INTO failure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", .text(failure.signature),
      .text(failure.property), .text(failure.clause), .text(failure.op), .integer(failure.number),
      .text(failure.reason), .text(failure.locationText), .text(failure.problem),
      .text(failure.values.joined(separator: "\n")), .text(failure.tape), .text(failure.originalTape),
      .integer(failure.evaluations), .integer(failure.isMinimal ? 1 : 0), .blob(failure.request))
  }
}

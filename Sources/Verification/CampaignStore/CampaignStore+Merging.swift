import Foundation

extension CampaignStore {
  /// Gathers the cases and defects of several stores of one campaign in another, which is created where there is none.
  ///
  /// All or nothing: a store that does not fit leaves the other as it was. Of two counterexamples to one defect the
  /// smaller is kept.
  ///
  /// - Throws: ``StoreError`` where a store cannot be read, is of another campaign, or contradicts another.
  public static func merge(_ inputs: [String], into output: String) throws {
    let stores = try inputs.map { path in try CampaignStore(reading: path) }
    guard let first = stores.first else { return }
    let campaign = try first.identity()
    for store in stores.dropFirst() {
      if let difference = try store.identity().difference(from: campaign) {
        throw StoreError(
          .other,
          "The store '\(store.database.path)' holds a campaign \(difference), as in '\(inputs[0])'; merge those "
            + "of one campaign.")
      }
    }
    let isNew = !FileManager.default.fileExists(atPath: output)
    do {
      let merged = try CampaignStore(
        output, campaign: campaign, words: try first.words(), parts: try stores.flatMap { try $0.parts() },
        machines: try stores.flatMap { try $0.machines() }, properties: try first.properties())
      for input in inputs { try merged.attach(input) }
      try merged.database.transaction { for i in inputs.indices { try merged.take("input\(i)", inputs[i]) } }
    } catch {
      if isNew { try? FileManager.default.removeItem(atPath: output) }
      throw error
    }
  }

  private func attach(_ path: String) throws(StoreError) {
    let place = try database.rows("PRAGMA database_list", as: { $0.integer(0) }).count - 1
    try database.execute("ATTACH ? AS input\(place)", .text(path))
  }

  private func take(_ input: String, _ path: String) throws {
    let contradictions = try database.rows(
      """
      SELECT a.number FROM cases a JOIN \(input).cases b USING (number)
      WHERE a.tape <> b.tape OR a.operator <> b.operator OR a.verdict <> b.verdict LIMIT 1
      """, as: { $0.integer(0) })
    if let number = contradictions.first {
      throw StoreError(
        .contradiction,
        "The store '\(path)' says something else about case \(number) than another store of the campaign; the subject is "
          + "not deterministic, or differs from machine to machine.")
    }
    try takeRows(input)
    let theirs = try database.rows(
      "SELECT \(FailureRow.columns.joined(separator: ", ")) FROM \(input).failure", as: FailureRow.init)
    let own = Dictionary(uniqueKeysWithValues: try failures().map { ($0.signature, $0) })
    for failure in theirs {
      if let known = own[failure.signature] {
        guard failure.isSmaller(than: known) else { continue }
        try database.execute("DELETE FROM failure WHERE signature = ?", .text(failure.signature))
      }
      try insert(failure)
    }
    try database.run("INSERT OR IGNORE INTO symptom SELECT * FROM \(input).symptom")
  }

  /// Copies what has no order, with the numbers of properties that this store gives them.
  private func takeRows(_ input: String) throws(StoreError) {
    if try keepsConversions(input) {
      try database.run(
        """
        INSERT OR IGNORE INTO conversion SELECT * FROM \(input).conversion
          WHERE number NOT IN (SELECT number FROM cases);
        """)
    }
    try database.run(
      """
      INSERT OR IGNORE INTO property (name, clause) SELECT name, clause FROM \(input).property ORDER BY id;
      INSERT OR IGNORE INTO finding SELECT f.number, own.id, f.outcome, f.ratio, f.ceiling FROM \(input).finding f
        JOIN \(input).property p ON p.id = f.property JOIN property own ON own.name = p.name
        WHERE f.number NOT IN (SELECT number FROM cases);
      INSERT OR IGNORE INTO cases SELECT c.number, c.operator, c.gradients, c.tape, c.verdict, c.ratio, own.id
        FROM \(input).cases c LEFT JOIN \(input).property p ON p.id = c.property LEFT JOIN property own ON own.name = p.name;
      """)
  }

  /// The machines that judged.
  public func machines() throws(StoreError) -> [String] {
    try database.rows("SELECT name FROM machine ORDER BY name", as: { $0.text(0) })
  }

  func properties() throws(StoreError) -> [(name: String, clause: String)] {
    try database.rows("SELECT name, clause FROM property ORDER BY id", as: { ($0.text(0), $0.text(1)) })
  }
}

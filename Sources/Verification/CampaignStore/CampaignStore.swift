import DeltaRecords
import Foundation

/// A campaign in a file: every case with its verdict, every defect with its counterexample (`Specs/campaigns.md`).
///
/// What is added is there after the call whatever happens to the process, or the call throws and nothing of it is. One
/// process writes at a time; any number read. Safe to use from several threads.
public final class CampaignStore: @unchecked Sendable {
  let database: Database
  let lock = NSLock()
  private let writer: WriterLock?

  /// Opens a store, which writing creates where there is none yet.
  init(_ path: String, _ mode: Database.Mode) throws(StoreError) {
    try Self.refuseForeign(path)
    writer = mode == .writing ? try WriterLock(beside: path) : nil
    database = try Database(path, mode)
    if mode == .writing {
      // One file, also on network drives; nothing is lost when the machine loses power either.
      try database.run("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")
    }
    try checkForm()
  }

  /// What to throw where a row holds what no version wrote; `words` say what.
  public func damage(_ words: String) -> StoreError { StoreError(damaged: database.path, words) }

  /// Opens a campaign to go on with, or creates it.
  ///
  /// - Parameters:
  ///   - words: the options that repeat the run, for replay lines and to resume.
  ///   - parts: which cases are wanted; a store remembers all that ever were.
  ///   - properties: names and clauses of what is judged.
  /// - Throws: ``StoreError`` where the file cannot be written, is no store, is newer, or holds another campaign.
  public convenience init(
    _ path: String, campaign: CampaignIdentity, words: [String], parts: [CampaignPart], machines: [String],
    properties: [(name: String, clause: String)]
  ) throws {
    try self.init(path, .writing)
    try database.transaction {
      if try isEmpty {
        try database.run(StoreSchema.tables)
        try write(campaign, words)
      } else if let difference = try identity().difference(from: campaign) {
        throw StoreError(.other, "The store '\(path)' holds a campaign \(difference); give another file for this one.")
      }
      try database.run(StoreSchema.later)
      for property in properties {
        try database.execute(
          "INSERT OR IGNORE INTO property (name, clause) VALUES (?, ?)", .text(property.name), .text(property.clause))
      }
      for part in parts { try want(part) }
      for machine in machines { try database.execute("INSERT OR IGNORE INTO machine VALUES (?)", .text(machine)) }
    }
  }

  /// Opens a campaign to look at, whoever is writing to it.
  ///
  /// - Throws: ``StoreError`` where the file cannot be read, is no store, or is newer.
  public convenience init(reading path: String) throws(StoreError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw StoreError(.unreachable, "There is no store '\(path)'; 'conform fuzz run --store \(path)' makes one.")
    }
    try self.init(path, .reading)
    guard try !isEmpty else {
      throw StoreError(.foreign, "The store '\(path)' is empty; nothing was ever written to it.")
    }
  }

  /// SQLite takes a file that is shorter than its header for an empty one, and would write over it.
  private static func refuseForeign(_ path: String) throws(StoreError) {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // A pipe would be waited for without end.
      throw StoreError(.foreign, "'\(path)' is no regular file and so no store of a campaign; give the name of one.")
    }
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    let head = (try? file.read(upToCount: 16)) ?? Data()
    // With a journal beside it SQLite has to restore it first.
    guard !head.isEmpty, head != Data("SQLite format 3\0".utf8),
      !FileManager.default.fileExists(atPath: path + "-journal")
    else { return }
    throw StoreError(.foreign, "'\(path)' is no store of a campaign; give another name, it was not touched.")
  }

  /// Lets others write: this process will not any more.
  public func finish() { lock.withLock { writer?.release() } }

  /// Whether nothing was ever written: the tables and the campaign come in one transaction.
  var isEmpty: Bool {
    get throws(StoreError) {
      try database.rows("SELECT count(*) FROM sqlite_master", as: { $0.integer(0) })[0] == 0
    }
  }

  private func checkForm() throws(StoreError) {
    let form = try database.rows("PRAGMA application_id", as: { $0.integer(0) })[0]
    let version = try database.rows("PRAGMA user_version", as: { $0.integer(0) })[0]
    if try isEmpty { return }
    guard form == StoreSchema.applicationID else {
      throw StoreError(
        .foreign, "'\(database.path)' is a database of something else; give another name, it was not touched.")
    }
    guard version <= StoreSchema.version else {
      throw StoreError(
        .newer,
        "The store '\(database.path)' has tables of version \(version), and this program knows \(StoreSchema.version); use "
          + "the version that wrote it, or a later one.")
    }
  }

  private func write(_ campaign: CampaignIdentity, _ words: [String]) throws(StoreError) {
    try database.execute(
      "INSERT INTO campaign VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)", .text(campaign.suite), .text(campaign.generator),
      .text(campaign.subject), .text(campaign.profile), .text(campaign.arithmetic), .text(String(campaign.seed)),
      .text(campaign.operators.joined(separator: " ")), .text(JSONWords.encode(words)))
  }
}

/// The tables of a store, as `Specs/campaigns.md` lists them (CAMP-2).
enum StoreSchema {
  /// The version of the tables; a store of a newer one is refused.
  static let version = 1
  /// Marks the file as ours: "DRCS" in its header.
  static let applicationID = 0x4452_4353

  static let tables = """
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);
    CREATE TABLE campaign (
      id INTEGER PRIMARY KEY CHECK (id = 1), suite TEXT NOT NULL, generator TEXT NOT NULL, subject TEXT NOT NULL,
      profile TEXT NOT NULL, arithmetic TEXT NOT NULL, seed TEXT NOT NULL, operators TEXT NOT NULL,
      words TEXT NOT NULL);
    CREATE TABLE part (
      shard INTEGER NOT NULL, shards INTEGER NOT NULL, cases INTEGER NOT NULL, PRIMARY KEY (shard, shards)) WITHOUT ROWID;
    CREATE TABLE machine (name TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE property (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, clause TEXT NOT NULL);
    CREATE TABLE cases (
      number INTEGER PRIMARY KEY, operator TEXT NOT NULL, gradients INTEGER NOT NULL, tape TEXT NOT NULL,
      verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'fail', 'undecided')),
      ratio REAL, property INTEGER REFERENCES property (id));
    CREATE TABLE finding (
      number INTEGER NOT NULL REFERENCES cases (number), property INTEGER NOT NULL REFERENCES property (id),
      outcome TEXT NOT NULL CHECK (outcome IN ('pass', 'fail', 'unable')), ratio REAL, ceiling INTEGER NOT NULL,
      PRIMARY KEY (number, property)) WITHOUT ROWID;
    CREATE TABLE failure (
      signature TEXT PRIMARY KEY, property TEXT NOT NULL, clause TEXT NOT NULL, operator TEXT NOT NULL,
      number INTEGER NOT NULL, reason TEXT NOT NULL, location TEXT, problem TEXT NOT NULL, contents TEXT NOT NULL,
      tape TEXT NOT NULL, original TEXT NOT NULL, evaluations INTEGER NOT NULL, minimal INTEGER NOT NULL,
      request BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE symptom (
      property TEXT NOT NULL, operator TEXT NOT NULL, signature TEXT NOT NULL REFERENCES failure (signature),
      PRIMARY KEY (property, operator)) WITHOUT ROWID;
    """

  /// What came after the first stores: one that lacks it gets it when it is written to, and is read without it (CAMP-2).
  static let later = """
    CREATE TABLE IF NOT EXISTS conversion (
      number INTEGER NOT NULL REFERENCES cases (number), name TEXT NOT NULL, PRIMARY KEY (number, name)) WITHOUT ROWID;
    """
}

import CDeltaSQLite
import Foundation

extension StoreError {
  /// SQLite's result code about a file, as a person reads it.
  ///
  /// - Parameter words: SQLite's own, for what has no sentence here.
  init(code: Int32, file: String, words: String) {
    switch code & 0xFF {
    case SQLITE_FULL:
      self.init(.full, "There is no room for the store '\(file)'; make some and run the same again: \(Self.kept)")
    case SQLITE_IOERR:
      self.init(
        .full,
        "The store '\(file)' could not be written or read (\(words)): the disk is full or fails. Make room and run the "
          + "same again: \(Self.kept)")
    case SQLITE_READONLY, SQLITE_PERM:
      self.init(.readOnly, Self.readOnlySentence(file))
    case SQLITE_CANTOPEN where !Self.folderIsWritable(of: file) && Self.folderExists(of: file):
      self.init(.readOnly, Self.readOnlySentence(file))
    case SQLITE_CANTOPEN:
      self.init(.unreachable, "The store '\(file)' cannot be opened; give a file in a folder that exists.")
    case SQLITE_NOTADB:
      self.init(.foreign, "'\(file)' is no store of a campaign; give another name, it was not touched.")
    case SQLITE_CORRUPT:
      self.init(damaged: file, words)
    case SQLITE_BUSY, SQLITE_LOCKED: self.init(.busy, Self.busySentence(file))
    default:
      self.init(
        .internalError,
        "The store '\(file)' cannot be used (SQLite says '\(words)', \(code)); take a copy of it, or start another.")
    }
  }

  init(damaged file: String, _ words: String) {
    self.init(.foreign, "The store '\(file)' is damaged (\(words)); take a copy of it, or start another.")
  }

  static let kept = "what was committed before is kept, and nothing is counted twice."

  static func readOnlySentence(_ file: String) -> String {
    "The store '\(file)' may not be written to, or its folder may not; change their permissions, or give another place."
  }

  static func busySentence(_ file: String) -> String {
    "Another run is writing to the store '\(file)'; wait until it has ended, or give each run a store of its own and "
      + "merge them (conform fuzz merge)."
  }

  private static func folder(of file: String) -> String {
    URL(fileURLWithPath: file).deletingLastPathComponent().path
  }

  private static func folderExists(of file: String) -> Bool {
    FileManager.default.fileExists(atPath: folder(of: file))
  }

  static func folderIsWritable(of file: String) -> Bool { access(folder(of: file), W_OK) == 0 }
}

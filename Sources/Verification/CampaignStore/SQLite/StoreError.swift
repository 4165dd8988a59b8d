/// Why a store cannot be used, in one sentence that ends in a remedy.
public struct StoreError: Error, Hashable, CustomStringConvertible {
  /// What kind of obstacle it is.
  public enum Kind: Hashable, Sendable {
    /// The file cannot be opened or created.
    case unreachable
    /// The file or its folder may not be written to.
    case readOnly
    /// There is no room, or the device fails.
    case full
    /// The file is something else, or damaged.
    case foreign
    /// A newer version wrote it.
    case newer
    /// It holds a campaign of another suite, subject or draw.
    case other
    /// Somebody else is writing to it.
    case busy
    /// Two stores say different things about one case.
    case contradiction
    /// SQLite's own complaint about something else.
    case internalError
  }

  /// What kind of obstacle it is.
  public let kind: Kind
  /// One sentence.
  public let description: String

  init(_ kind: Kind, _ description: String) { (self.kind, self.description) = (kind, description) }
}

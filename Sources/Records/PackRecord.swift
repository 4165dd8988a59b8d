/// What `conform fixtures pack` wrote, schema `conform.fixtures-pack/1`.
public struct PackRecord: Record {
  /// Its name and version.
  public static let form = "conform.fixtures-pack/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// How much.
  public let summary: Summary
  /// The profiles whose bounds it holds.
  public let profiles: [String]
  /// The folder that it is in.
  public let folder: String

  /// Counts.
  public init(goldens: Int, bytes: Int, profiles: [String], folder: String) {
    (summary, self.profiles, self.folder) = (Summary(goldens: goldens, bytes: bytes), profiles, folder)
  }

  /// How much was written.
  public struct Summary: Hashable, Sendable, Codable {
    /// Goldens packed.
    public let goldens: Int
    /// Bytes of all files.
    public let bytes: Int
  }
}

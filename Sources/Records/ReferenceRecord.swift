/// What `conform reference` wrote, schema `conform.reference/1`.
public struct ReferenceRecord: Record {
  /// Its name and version.
  public static let form = "conform.reference/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// How many responses.
  public let summary: Summary
  /// The folder that they are in.
  public let folder: String

  /// Counts.
  public init(requests: Int, folder: String) { (summary, self.folder) = (Summary(responses: requests), folder) }

  /// How many responses.
  public struct Summary: Hashable, Sendable, Codable {
    /// Responses written.
    public let responses: Int
  }
}

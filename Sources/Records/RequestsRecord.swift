/// What `conform requests` wrote, schema `conform.requests/1`.
public struct RequestsRecord: Record {
  /// Its name and version.
  public static let form = "conform.requests/1"
  /// Its name and version.
  public private(set) var schema = Self.form
  /// What made it.
  public var provenance = Provenance()
  /// How much was written.
  public let summary: Summary
  /// The folder that holds the requests.
  public let folder: String

  /// Records what was written.
  public init(requests: Int, others: Int = 0, folder: String) {
    (summary, self.folder) = (Summary(requests: requests, others: others), folder)
  }

  /// Counts.
  public struct Summary: Hashable, Sendable, Codable {
    /// Request files written.
    public let requests: Int
    /// Request files that lay in the folder before and were not written again.
    public let others: Int
  }
}

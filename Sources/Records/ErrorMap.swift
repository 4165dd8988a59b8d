/// How large the errors of a tensor are, head by head and along its tokens, in units of their bounds.
public struct ErrorMap: Hashable, Sendable, Codable {
  /// The request.
  public let request: String
  /// The tensor.
  public let tensor: String
  /// What the columns count: `token`, `sequence`, or `all` where there is a single column.
  public let axis: Axis
  /// The first token or sequence of each column; the last column ends at `end`.
  public let columns: [Int]
  /// One past the last token or sequence.
  public let end: Int
  /// The largest ratio of an error to its bound in each column, a row a head; batch rows lie one below the other.
  public let ratios: [[Double]]
  /// How many heads a batch row has.
  public let heads: Int

  /// What columns count.
  public enum Axis: String, Hashable, Sendable, Codable {
    /// Tokens of a batch row.
    case token
    /// Sequences.
    case sequence
    /// Nothing: one column holds all.
    case all
  }

  /// The most columns; tokens beyond share one.
  public static let widest = 128

  /// Records a map.
  public init(
    request: String, tensor: String, axis: Axis, columns: [Int], end: Int, ratios: [[Double]], heads: Int
  ) {
    (self.request, self.tensor, self.axis) = (request, tensor, axis)
    (self.columns, self.end, self.ratios, self.heads) = (columns, end, ratios, heads)
  }
}

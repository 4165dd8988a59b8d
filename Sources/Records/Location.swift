/// Where a violation is: the coordinates of one output element.
public struct Location: Hashable, Sendable, Codable {
  /// The request.
  public var request: String
  /// The output tensor.
  public var tensor: String
  /// Batch row.
  public var batch: Int?
  /// Sequence in `0..<N`.
  public var sequence: Int?
  /// Value head; a key head for gradients of q, k and the preconditioner, and for `at` unless the operator is MesaNet.
  public var head: Int?
  /// Token within its batch row.
  public var token: Int?
  /// The token's position within a chunk of 64, the size that most kernels use.
  public var chunkOffset: Int?
  /// Channel of the value, or of the key for `at`.
  public var channel: Int?
  /// The first token of the request at which the bound is exceeded.
  public var firstToken: Int?

  /// Where errors begin, if all begin alike (PAR-6); nil where nothing is common to them.
  public var born: String?

  /// Creates a location with only the request and the tensor known.
  public init(request: String, tensor: String) { (self.request, self.tensor) = (request, tensor) }
}

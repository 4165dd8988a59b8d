/// The extents of a problem and its division into sequences (`Specs/conventions.md`, CONV-1).
public struct Shape: Hashable, Sendable {
  /// Batch rows; 1 when sequences are packed.
  public internal(set) var B: Int
  /// Tokens a row.
  public internal(set) var T: Int
  /// Key heads.
  public internal(set) var H: Int
  /// Value heads, a multiple of `H`.
  public internal(set) var HV: Int
  /// Channels of a key.
  public internal(set) var K: Int
  /// Channels of a value.
  public internal(set) var V: Int
  /// Boundaries of packed sequences, `[N+1]`, non-decreasing from 0 to `T`; nil when every batch row is one sequence.
  public internal(set) var cuSeqlens: [Int]?

  /// Creates a shape; ``Problem/validate()`` says whether it is legal.
  public init(B: Int = 1, T: Int, H: Int = 1, HV: Int? = nil, K: Int, V: Int, cuSeqlens: [Int]? = nil) {
    (self.B, self.T, self.H, self.HV, self.K, self.V) = (B, T, H, HV ?? H, K, V)
    self.cuSeqlens = cuSeqlens
  }

  /// The number of sequences N.
  public var N: Int { cuSeqlens.map { $0.count - 1 } ?? B }

  /// Value heads a key head.
  public var group: Int { HV / H }

  /// The key head that a value head reads: repeated, not tiled.
  @inlinable public func keyHead(of valueHead: Int) -> Int { valueHead / (HV / H) }

  /// The elements of the state, counted anew at every token: what a recurrence has to touch.
  public var stateElements: Int { B * T * HV * K * V }

  /// The number of elements of all states of a preconditioner.
  public func preconditionerStateCount(_ state: PreconditionerState) -> Int {
    switch state {
    case .none: 0
    case .diagonal: N * H * K
    case .gramOfKeyHead: N * H * K * K
    case .gramOfValueHead: N * HV * K * K
    }
  }

  /// The sequences in order.
  public var sequences: [Sequence] {
    guard let cu = cuSeqlens else { return (0..<B).map { Sequence(index: $0, row: $0, tokens: 0..<T) } }
    return (0..<N).map { Sequence(index: $0, row: 0, tokens: cu[$0]..<cu[$0 + 1]) }
  }

  /// One sequence: a batch row and a range of its tokens.
  public struct Sequence: Hashable, Sendable {
    /// Position in `0..<N`, the row of S and A.
    public let index: Int
    /// Batch row.
    public let row: Int
    /// Tokens of that row; may be empty.
    public let tokens: Range<Int>

    /// Creates a sequence of a shape.
    public init(index: Int, row: Int, tokens: Range<Int>) { (self.index, self.row, self.tokens) = (index, row, tokens) }
  }
}

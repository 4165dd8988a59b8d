/// How a recurrence keeps the state of a head: the same matrix, rounded in other places (TOL-2, TOL-17).
public enum StateForm: Hashable, Sendable {
  /// As a matrix that every token updates.
  case matrix
  /// The corrections of so many tokens apart from the matrix, as a chunk form keeps them.
  case deferred(chunk: Int)
  /// The same, with corrections that are multiplied with an inverse formed first.
  case inverted(chunk: Int)

  /// Tokens whose corrections are kept apart; nil where none are.
  @inlinable public var chunk: Int? {
    switch self {
    case .matrix: nil
    case .deferred(let chunk), .inverted(let chunk): chunk
    }
  }

  /// Whether an inverse is formed.
  @inlinable public var formsInverse: Bool {
    if case .inverted = self { true } else { false }
  }
}

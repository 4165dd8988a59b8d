import DeltaOperators

/// A sequence that comes in pieces of any length: prefill, decode, prefill again.
///
/// It carries S and A from piece to piece and nothing else, so its memory does not grow with the tokens that have come.
/// Source: CH-11.
public struct Session: Sendable {
  /// What evaluates each piece.
  public let subject: ChunkwiseSubject
  /// How many tokens have come, of each sequence.
  public private(set) var tokens = 0
  /// S, and A where the operator has one; nil before the first piece.
  public private(set) var states: [InputName: Tensor] = [:]
  private var first: (op: Operator, settings: Settings)?

  /// Begins a sequence.
  public init(_ subject: ChunkwiseSubject = ChunkwiseSubject()) { self.subject = subject }

  /// Takes the next tokens and returns what they give; the first piece may bring initial states.
  ///
  /// Shapes: CONV-1, the same for all pieces but for T. Complexity: that of ``ChunkForm`` for the piece alone.
  ///
  /// - Throws: ``ProblemError`` where a piece is not valid or does not continue the pieces before it.
  public mutating func advance(_ piece: Problem) throws -> Outputs {
    var problem = piece
    if let first {
      guard first.op == piece.op else {
        throw ProblemError.setting("The session runs '\(first.op)'; its next piece is of '\(piece.op)'.")
      }
      guard first.settings == piece.settings else {
        throw ProblemError.setting("The settings of a session's pieces must be those of the first.")
      }
      problem.inputs.merge(states) { $1 }
    }
    try problem.validate()
    let outputs = subject.evaluate(problem)
    states = [.h0: outputs[.ht]!]
    states[.a0] = outputs[.at]
    (first, tokens) = ((piece.op, piece.settings), tokens + piece.shape.T)
    return outputs
  }
}

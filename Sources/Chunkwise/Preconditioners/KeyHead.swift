import DeltaOperators
import DeltaScalars

/// One key head of one sequence: where its tokens lie in the tensors of a lowered problem.
@usableFromInline struct KeyHead<S: Scalar>: Sendable {
  @usableFromInline let p: Lowered<S>
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline let index: Int

  @inlinable init(_ p: Lowered<S>, _ sequence: Shape.Sequence, _ index: Int) {
    (self.p, self.sequence, self.index) = (p, sequence, index)
  }

  /// Those of a problem, sequence by sequence.
  @inlinable static func all(_ p: Lowered<S>) -> [KeyHead] {
    p.shape.sequences.flatMap { sequence in (0..<p.shape.H).map { KeyHead(p, sequence, $0) } }
  }

  @inlinable var K: Int { p.shape.K }
  /// The number of tokens; below, i counts them.
  @inlinable var tokens: Int { sequence.tokens.count }
  /// The value heads that read it.
  @inlinable var valueHeads: Range<Int> { index * p.shape.group..<(index + 1) * p.shape.group }
  /// Token i counted through all rows.
  @inlinable func row(_ i: Int) -> Int { sequence.firstToken(p.shape) + i }
  /// The place of token i in `[B,T,H]`.
  @inlinable func token(_ i: Int) -> Int { row(i) * p.shape.H + index }
  /// The place of its row in `[B,T,H,K]`.
  @inlinable func key(_ i: Int) -> Int { token(i) * K }
  /// The place of token i of a value head in `[B,T,HV]`.
  @inlinable func gate(_ i: Int, _ valueHead: Int) -> Int { row(i) * p.shape.HV + valueHead }
  /// The place of its state among all.
  @inlinable var slot: Int { sequence.index * p.shape.H + index }
  /// The place of its ridge in `[H,K]`.
  @inlinable var ridge: Int { index * K }

  /// Its rows of `[B,T,H,K]`.
  @inlinable func rows(_ x: [S]) -> Dense<S> {
    Dense(tokens, K, (0..<tokens).flatMap { x[key($0)..<key($0) + K] })
  }

  /// The rows of a value head of `[B,T,HV,K]`.
  @inlinable func rows(_ x: [S], ofValueHead head: Int) -> Dense<S> {
    Dense(tokens, K, (0..<tokens).flatMap { x[gate($0, head) * K..<(gate($0, head) + 1) * K] })
  }

  /// The rows of a value head of `[B,T,HV,V]`.
  @inlinable func values(_ x: [S], ofValueHead head: Int) -> Dense<S> {
    let V = p.shape.V
    return Dense(tokens, V, (0..<tokens).flatMap { x[gate($0, head) * V..<(gate($0, head) + 1) * V] })
  }
}

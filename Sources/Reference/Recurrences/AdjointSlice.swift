import Operators
import Scalars

/// Where the tokens of one value head of one sequence lie in the arrays of a lowered problem (CONV-1).
@usableFromInline struct HeadSlice<S: Scalar> {
  @usableFromInline let problem: Lowered<S>
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline let head: Int

  @inlinable init(_ problem: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int) {
    (self.problem, self.sequence, self.head) = (problem, sequence, head)
  }

  @inlinable var tokens: Range<Int> { sequence.tokens }
  @inlinable var K: Int { problem.shape.K }
  @inlinable var V: Int { problem.shape.V }
  /// The state's first element in `[N,HV,K,V]`.
  @inlinable var state: Int { (sequence.index * problem.shape.HV + head) * K * V }
  /// The token's element of `[B,T,HV]`.
  @inlinable func gate(_ t: Int) -> Int { (sequence.row * problem.shape.T + t) * problem.shape.HV + head }
  /// The token's first element of `[B,T,HV,V]`.
  @inlinable func value(_ t: Int) -> Int { gate(t) * V }
  /// The token's first element of `[B,T,H,K]`.
  @inlinable func key(_ t: Int) -> Int {
    ((sequence.row * problem.shape.T + t) * problem.shape.H + problem.shape.keyHead(of: head)) * K
  }
  /// The token's first element of the write keys, `[tokens,K]`.
  @inlinable func writeKey(_ t: Int) -> Int { (t - tokens.lowerBound) * K }
  /// The position in `decay` of row i of D_t; nil where D_t = I.
  @inlinable func decay(_ t: Int, row i: Int) -> Int? {
    let kind = problem.op.axes.decay
    return kind == .none ? nil : kind == .channel ? gate(t) * K + i : gate(t)
  }
}

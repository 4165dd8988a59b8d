import DeltaOperators
import DeltaScalars

/// The tokens of one value head of one sequence: where they lie in the arrays of a lowered problem (CONV-1), and the
/// streams that the recurrence reads instead of keys and queries.
@usableFromInline struct HeadSlice<S: Scalar> {
  @usableFromInline let problem: Lowered<S>
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline let head: Int
  /// k̃ and q̃, `[tokens,K]`, and the gains, `[tokens]`, empty where every gain is one.
  @usableFromInline let writeKeys, queries, gains: [S]

  @inlinable init(
    _ problem: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int, _ streams: HeadStreams<S>, gains: [S]
  ) {
    (self.problem, self.sequence, self.head) = (problem, sequence, head)
    (writeKeys, queries, self.gains) = (streams.writeKeys, streams.queries, gains)
  }

  @inlinable var tokens: Range<Int> { sequence.tokens }
  @inlinable var K: Int { problem.shape.K }
  @inlinable var V: Int { problem.shape.V }
  @inlinable var keyHead: Int { problem.shape.keyHead(of: head) }
  /// The state's first element in `[N,HV,K,V]`.
  @inlinable var state: Int { (sequence.index * problem.shape.HV + head) * K * V }
  /// The token's element of `[B,T,HV]`.
  @inlinable func gate(_ t: Int) -> Int { (sequence.row * problem.shape.T + t) * problem.shape.HV + head }
  /// The token's first element of `[B,T,HV,V]`.
  @inlinable func value(_ t: Int) -> Int { gate(t) * V }
  /// The token's first element of `[B,T,H,K]`.
  @inlinable func key(_ t: Int) -> Int { ((sequence.row * problem.shape.T + t) * problem.shape.H + keyHead) * K }
  /// The token's first element of a stream, `[tokens,K]`.
  @inlinable func local(_ t: Int) -> Int { (t - tokens.lowerBound) * K }
  @inlinable func gain(_ t: Int) -> S { gains.isEmpty ? .one : gains[t - tokens.lowerBound] }
  /// The position in `decay` of row i of D_t; nil where D_t = I.
  @inlinable func decay(_ t: Int, row i: Int) -> Int? {
    let kind = problem.op.axes.decay
    return kind == .none ? nil : kind == .channel ? gate(t) * K + i : gate(t)
  }
}

/// What flows back to the streams of a key head from its value heads, which all read them: `[tokens,K]` each.
@usableFromInline struct StreamGradients<S: Scalar> {
  @usableFromInline var writeKeys, queries: [S]

  @inlinable init(count: Int) {
    writeKeys = .init(repeating: .zero, count: count)
    queries = writeKeys
  }
}

extension Array where Element: Scalar {
  /// Adds `x` to the element at a position.
  @inlinable mutating func add<R: Rounding>(_ x: Element, at position: Int, _ rounding: inout R)
  where R.Value == Element { self[position] = rounding.accumulator(self[position] + x) }
}

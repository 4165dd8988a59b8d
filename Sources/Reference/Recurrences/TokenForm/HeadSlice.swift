import DeltaOperators
import DeltaScalars

/// The tokens of one value head of one sequence: where they lie in the arrays of a lowered problem (CONV-1), and what the
/// recurrence reads instead of keys, queries and β.
@usableFromInline struct HeadSlice<S: Scalar> {
  @usableFromInline let problem: Lowered<S>
  @usableFromInline let sequence: Shape.Sequence
  @usableFromInline var head: Int
  /// k̃, q̃ and what the erase reads with, `[tokens,K]`: the keys and queries, until a preconditioner or a gain puts others
  /// in their place.
  @usableFromInline var writeKeys, queries, keys: [S]
  /// `[tokens]`, empty where every gain is one or channels have their own.
  @usableFromInline var gains: [S] = []
  /// Tokens after which cumulative sums of gate gradients begin anew; nil where they never do.
  @usableFromInline var chunk: Int?

  @inlinable init(_ problem: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int) {
    (self.problem, self.sequence, self.head) = (problem, sequence, head)
    (writeKeys, queries, keys) = ([], [], [])
    (keys, queries) = (rows(problem.k), rows(problem.q))
    writeKeys = keys
  }

  @inlinable var tokens: Range<Int> { sequence.tokens }
  @inlinable var K: Int { problem.shape.K }
  @inlinable var V: Int { problem.shape.V }
  @inlinable var keyHead: Int { problem.shape.keyHead(of: head) }
  /// The state's first element in `[N,HV,K,V]`.
  @inlinable var state: Int { (sequence.index * problem.shape.HV + head) * K * V }
  /// The token's row in `[B·T]`.
  @inlinable func row(_ t: Int) -> Int { sequence.row * problem.shape.T + t }
  /// The token's element of `[B,T,HV]`.
  @inlinable func gate(_ t: Int) -> Int { row(t) * problem.shape.HV + head }
  /// The token's first element of `[B,T,HV,V]`.
  @inlinable func value(_ t: Int) -> Int { gate(t) * V }
  /// The token's element of `[B,T,H]`.
  @inlinable func keyGate(_ t: Int) -> Int { row(t) * problem.shape.H + keyHead }
  /// The token's first element of `[B,T,H,K]`.
  @inlinable func key(_ t: Int) -> Int { keyGate(t) * K }
  /// The token's first element of the rows of a head, `[tokens,K]`.
  @inlinable func local(_ t: Int) -> Int { (t - tokens.lowerBound) * K }
  /// Whether token t is the last of its sequence, or of its chunk.
  @inlinable func isLast(_ t: Int) -> Bool {
    t + 1 == tokens.upperBound || chunk.map { (t + 1 - tokens.lowerBound) % $0 == 0 } ?? false
  }
  /// Whether token t is the first of its chunk.
  @inlinable func isFirst(_ t: Int) -> Bool { chunk.map { (t - tokens.lowerBound) % $0 == 0 } ?? false }
  /// The form in which its state is kept: nothing is inverted where nothing is erased.
  @inlinable func kept(in form: StateForm) -> StateForm {
    if case .inverted(let chunk) = form, !problem.op.axes.solve.erases { .deferred(chunk: chunk) } else { form }
  }
  @inlinable func gain(_ t: Int) -> S { gains.isEmpty ? .one : gains[t - tokens.lowerBound] }
  /// The position in `decay` of row i of D_t; nil where D_t = I.
  @inlinable func decay(_ t: Int, row i: Int) -> Int? {
    let kind = problem.op.axes.decay
    return kind == .none ? nil : kind.isPerChannel ? gate(t) * K + i : gate(t)
  }

  /// The rows of the key head, `[tokens,K]`, in an array `[B,T,H,K]`.
  @inlinable func rows(_ x: [S]) -> [S] { tokens.flatMap { x[key($0)..<key($0) + K] } }

  /// Adds rows, `[tokens,K]`, to those of the key head in `[B,T,H,K]`.
  @inlinable func add<R: Rounding>(_ own: [S], to rows: inout [S], _ r: inout R) where R.Value == S {
    for t in tokens {
      for i in 0..<K { rows.add(own[local(t) + i], at: key(t) + i, &r) }
    }
  }

  /// Where the preconditioner's state of this head lies in `a0` and `at`; empty where nothing is accumulated.
  @inlinable var preconditionerState: Range<Int> {
    let (s, n) = (problem.shape, sequence.index)
    let (index, size) =
      switch problem.op.axes.preconditioner.state {
      case .none: (0, 0)
      case .diagonal: (n * s.H + keyHead, K)
      case .gramOfKeyHead: (n * s.H + keyHead, K * K)
      case .gramOfValueHead: (n * s.HV + head, K * K)
      }
    return index * size..<(index + 1) * size
  }

  /// This head's part of an array laid out as `a0`; an empty one means zero.
  @inlinable func preconditionerState(in states: [S]) -> [S] {
    states.isEmpty ? .init(repeating: .zero, count: preconditionerState.count) : Array(states[preconditionerState])
  }
}

/// What flows back to the rows of a key head from its value heads, which all read them: `[tokens,K]` each.
@usableFromInline struct RowGradients<S: Scalar> {
  @usableFromInline var writeKeys, queries: [S]

  @inlinable init(count: Int) {
    writeKeys = .init(repeating: .zero, count: count)
    queries = writeKeys
  }
}

extension Array where Element: Scalar {
  /// Adds `x` to the element at a position.
  @inlinable mutating func add<R: Rounding>(_ x: Element, at position: Int, _ r: inout R)
  where R.Value == Element { self[position] = r(self[position] + x) }
}

import DeltaOperators
import DeltaScalars

/// What the tokens of one sequence bring to a head after its preconditioner: write keys and read queries, `[tokens, K]`.
@usableFromInline struct HeadStreams<S: Scalar> {
  @usableFromInline var writeKeys: [S]
  @usableFromInline var queries: [S]

  /// The streams of a key head, advancing its part of the preconditioner's state (OP-P).
  ///
  /// The Gram matrix of a value head is not advanced here: see ``gramQueries``.
  @inlinable init<M: DiagonalMap, R: Rounding>(
    _ p: Lowered<S>, _ sequence: Shape.Sequence, _ keyHead: Int, map: M, curvature: inout [S], rounding: inout R
  ) where M.Value == S, R.Value == S {
    writeKeys = Self.rows(p.k, p, sequence, keyHead)
    queries = Self.rows(p.q, p, sequence, keyHead)
    switch p.op.axes.preconditioner {
    case .none, .gramQuery: break
    case .squashedDiagonal:
      writeKeys =
        p.options.writeKey == .shermanMorrison
        ? shermanMorrisonKeys(p, sequence, keyHead, diagonal: &curvature, rounding: &rounding)
        : squashedKeys(p, sequence, keyHead, map: map, diagonal: &curvature, rounding: &rounding)
    case .diagonalQuery:
      queries = ridgedQueries(p, sequence, keyHead, diagonal: &curvature, rounding: &rounding)
    case .gramKey: writeKeys = gramKeys(p, sequence, keyHead, gram: &curvature, rounding: &rounding)
    case .shiftedQuery:
      for i in queries.indices {
        let share = rounding.accumulator(p.shift[keyHead] * writeKeys[i])
        queries[i] = rounding.accumulator(queries[i] - share)
      }
    }
  }

  /// The rows of one key head over one sequence.
  @inlinable static func rows(_ x: [S], _ p: Lowered<S>, _ sequence: Shape.Sequence, _ keyHead: Int) -> [S] {
    let s = p.shape
    return sequence.tokens.flatMap { t in
      let first = ((sequence.row * s.T + t) * s.H + keyHead) * s.K
      return x[first..<first + s.K]
    }
  }
}

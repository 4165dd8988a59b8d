import DeltaScalars

/// A small dense matrix, row-major: what the reversed chunk is written in.
@usableFromInline struct Dense<S: Scalar>: Sendable {
  @usableFromInline let rows, columns: Int
  @usableFromInline var values: [S]

  @inlinable init(_ rows: Int, _ columns: Int, _ values: [S]) {
    (self.rows, self.columns, self.values) = (rows, columns, values)
  }

  @inlinable init(_ rows: Int, _ columns: Int, repeating value: S = .zero) {
    self.init(rows, columns, .init(repeating: value, count: rows * columns))
  }

  /// A copy of a matrix elsewhere.
  @inlinable init(_ rows: Int, _ columns: Int, _ first: UnsafePointer<S>) {
    self.init(rows, columns, Array(UnsafeBufferPointer(start: first, count: rows * columns)))
  }

  /// A copy of the first rows of some.
  @inlinable init(_ count: Int, _ columns: Int, _ source: Rows<S>) {
    self.init(count, columns)
    for i in 0..<count { for j in 0..<columns { self[i, j] = source[i][j] } }
  }

  @inlinable subscript(i: Int, j: Int) -> S {
    get { values[i * columns + j] }
    set { values[i * columns + j] = newValue }
  }

  /// Rows of a range, as a matrix of their own.
  @inlinable func rows(_ range: Range<Int>) -> Dense {
    Dense(range.count, columns, Array(values[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// Writes the rows to places of their own.
  @inlinable func write(to out: MutableRows<S>) {
    for i in 0..<rows { for j in 0..<columns { out[i][j] = self[i, j] } }
  }

  /// Combines elements at the same places.
  @inlinable func combined(_ other: Dense, _ f: (S, S) -> S) -> Dense {
    Dense(rows, columns, values.indices.map { f(values[$0], other.values[$0]) })
  }

  @inlinable var negated: Dense { Dense(rows, columns, values.map { -$0 }) }

  /// Row i times the i-th factor.
  @inlinable func scalingRows(_ factors: [S]) -> Dense {
    var result = self
    for i in 0..<rows { for j in 0..<columns { result[i, j] = factors[i] * result[i, j] } }
    return result
  }

  /// Elements where the condition on row and column holds, zeros elsewhere.
  @inlinable func selecting(_ condition: (_ i: Int, _ j: Int) -> Bool) -> Dense {
    var result = self
    for i in 0..<rows { for j in 0..<columns where !condition(i, j) { result[i, j] = .zero } }
    return result
  }

  /// Row i + 1 in the place of row i; the last row is zero.
  @inlinable var rowsUp: Dense {
    Dense(rows, columns, Array(values.dropFirst(columns)) + [S](repeating: .zero, count: min(columns, values.count)))
  }

  /// Row i − 1 in the place of row i; the first row is zero.
  @inlinable var rowsDown: Dense {
    Dense(rows, columns, [S](repeating: .zero, count: min(columns, values.count)) + values.dropLast(columns))
  }

  @inlinable var reversingRows: Dense {
    Dense(rows, columns, (0..<rows).reversed().flatMap { values[$0 * columns..<($0 + 1) * columns] })
  }
}

import DeltaScalars

/// A small dense matrix, row-major: what the reversed chunk is written in.
@usableFromInline struct Dense<S: Scalar>: Sendable {
  @usableFromInline let rows, columns: Int
  @usableFromInline var values: [S]

  @inlinable init(_ rows: Int, _ columns: Int, _ values: [S]) {
    (self.rows, self.columns, self.values) = (rows, columns, values)
  }

  @inlinable init(_ rows: Int, _ columns: Int) {
    self.init(rows, columns, .init(repeating: .zero, count: rows * columns))
  }

  @inlinable subscript(i: Int, j: Int) -> S {
    get { values[i * columns + j] }
    set { values[i * columns + j] = newValue }
  }

  /// Rows of a range, as a matrix of their own.
  @inlinable func rows(_ range: Range<Int>) -> Dense {
    Dense(range.count, columns, Array(values[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// The product of two matrices, each optionally transposed.
  @inlinable func times<K: Kernels>(_ other: Dense, transposed: (Bool, Bool) = (false, false), _ kernels: K.Type)
    -> Dense
  where K.Value == S {
    let (m, inner) = transposed.0 ? (columns, rows) : (rows, columns)
    let n = transposed.1 ? other.rows : other.columns
    var result = Dense(m, n)
    guard m > 0, n > 0, inner > 0 else { return result }
    values.withUnsafeBufferPointer { a in
      other.values.withUnsafeBufferPointer { b in
        result.values.withUnsafeMutableBufferPointer { c in
          K.multiply(
            m: m, n: n, k: inner, Factor(a.baseAddress!, columns, transposed: transposed.0),
            Factor(b.baseAddress!, other.columns, transposed: transposed.1), into: c.baseAddress!, n,
            accumulating: false)
        }
      }
    }
    return result
  }

  /// Combines elements at the same places.
  @inlinable func combined(_ other: Dense, _ f: (S, S) -> S) -> Dense {
    Dense(rows, columns, values.indices.map { f(values[$0], other.values[$0]) })
  }

  /// Row i times the i-th factor.
  @inlinable func scalingRows(_ factors: [S]) -> Dense {
    var result = self
    for i in 0..<rows { for j in 0..<columns { result[i, j] = factors[i] * result[i, j] } }
    return result
  }

  /// Solves `(I + L) X = B`, or with its transpose, for the strictly lower part L of `l`; `self` is B.
  @inlinable func solved<K: Kernels>(_ l: Dense, transposed: Bool = false, _ kernels: K.Type) -> Dense
  where K.Value == S {
    let n = rows
    // Counted from the last row, the transpose of a lower triangle is a lower triangle.
    var (matrix, x) = (l, self)
    if transposed {
      for i in 0..<n { for j in 0..<n { matrix[i, j] = l[n - 1 - j, n - 1 - i] } }
      x = reversingRows
    }
    guard n > 0, columns > 0 else { return x }
    matrix.values.withUnsafeBufferPointer { l in
      x.values.withUnsafeMutableBufferPointer { x in
        K.solveUnitLower(n: n, columns: columns, l.baseAddress!, n, x.baseAddress!, columns)
      }
    }
    return transposed ? x.reversingRows : x
  }

  @inlinable var reversingRows: Dense {
    Dense(rows, columns, (0..<rows).reversed().flatMap { values[$0 * columns..<($0 + 1) * columns] })
  }
}

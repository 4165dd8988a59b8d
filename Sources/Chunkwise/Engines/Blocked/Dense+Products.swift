import DeltaScalars

extension Dense {
  /// The product of two matrices, each optionally transposed.
  @inlinable func times<P: MatrixProducts>(
    _ other: Dense, transposed: (Bool, Bool) = (false, false), _ products: P.Type
  ) -> Dense where P.Value == S {
    let (m, inner) = transposed.0 ? (columns, rows) : (rows, columns)
    let n = transposed.1 ? other.rows : other.columns
    var result = Dense(m, n)
    guard m > 0, n > 0, inner > 0 else { return result }
    values.withUnsafeBufferPointer { a in
      other.values.withUnsafeBufferPointer { b in
        result.values.withUnsafeMutableBufferPointer { c in
          P.multiply(
            m: m, n: n, k: inner, Factor(a.baseAddress!, columns, transposed: transposed.0),
            Factor(b.baseAddress!, other.columns, transposed: transposed.1), into: c.baseAddress!, n,
            accumulating: false)
        }
      }
    }
    return result
  }

  /// Solves `(I + L)ᵀ X = B` for the strictly lower part L of `l`; `self` is B.
  @inlinable func solvedByTranspose<P: MatrixProducts>(of l: Dense, _ products: P.Type) -> Dense where P.Value == S {
    // Counted from the last row, the transpose of a lower triangle is a lower triangle.
    let n = rows
    var (matrix, x) = (l, reversingRows)
    for i in 0..<n { for j in 0..<n { matrix[i, j] = l[n - 1 - j, n - 1 - i] } }
    matrix.values.withUnsafeBufferPointer { l in
      x.values.withUnsafeMutableBufferPointer { x in
        P.solveUnitLower(n: n, columns: columns, l.baseAddress!, n, x.baseAddress!, columns)
      }
    }
    return x.reversingRows
  }
}

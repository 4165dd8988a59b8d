import CDeltaFLINT

/// Dense linear algebra over the rationals, by FLINT's modular methods: exact answers, faster than elimination.
///
/// Matrices are row-major arrays.
public enum RationalLinearAlgebra {
  /// `matrix⁻¹·right` for an n×n matrix and n rows of right-hand sides, or nil when the matrix is singular.
  public static func solve(_ matrix: [Rational], _ right: [Rational], n: Int) -> [Rational]? {
    let columns = right.count / n
    return withMatrix(matrix, n, n) { a in
      withMatrix(right, n, columns) { b in
        withMatrix(nil, n, columns) { x in
          fmpq_mat_solve(x, a, b) == 0 ? nil : elements(x, n, columns)
        }
      }
    }
  }

  /// The determinant of an n×n matrix.
  public static func determinant(_ matrix: [Rational], n: Int) -> Rational {
    withMatrix(matrix, n, n) { a in Rational { fmpq_mat_det($0, a) } }
  }

  /// The rank of a matrix.
  public static func rank(_ matrix: [Rational], rows: Int, columns: Int) -> Int {
    withMatrix(matrix, rows, columns) { a in withMatrix(nil, rows, columns) { Int(fmpq_mat_rref($0, a)) } }
  }

  /// The coefficients of det(zI − M), constant term first, n+1 of them.
  public static func characteristicPolynomial(_ matrix: [Rational], n: Int) -> [Rational] {
    withMatrix(matrix, n, n) { a in
      let polynomial = UnsafeMutablePointer<fmpq_poly_struct>.allocate(capacity: 1)
      fmpq_poly_init(polynomial)
      defer {
        fmpq_poly_clear(polynomial)
        polynomial.deallocate()
      }
      fmpq_mat_charpoly(polynomial, a)
      return (0...n).map { i in Rational { fmpq_poly_get_coeff_fmpq($0, polynomial, i) } }
    }
  }

  private static func withMatrix<R>(
    _ values: [Rational]?, _ rows: Int, _ columns: Int, _ body: (UnsafeMutablePointer<fmpq_mat_struct>) -> R
  ) -> R {
    let matrix = UnsafeMutablePointer<fmpq_mat_struct>.allocate(capacity: 1)
    fmpq_mat_init(matrix, rows, columns)
    defer {
      fmpq_mat_clear(matrix)
      matrix.deallocate()
    }
    if let values {
      precondition(values.count == rows * columns, "RationalLinearAlgebra: \(values.count) for \(rows)×\(columns)")
      for (p, value) in values.enumerated() { fmpq_set(fmpq_mat_entry(matrix, p / columns, p % columns), value.box.c) }
    }
    return body(matrix)
  }

  private static func elements(_ matrix: UnsafeMutablePointer<fmpq_mat_struct>, _ rows: Int, _ columns: Int)
    -> [Rational]
  {
    (0..<rows * columns).map { p in
      Rational { fmpq_set($0, fmpq_mat_entry(matrix, p / columns, p % columns)) }
    }
  }
}

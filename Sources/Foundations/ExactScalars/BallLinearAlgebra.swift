import CDeltaFLINT

/// Dense linear algebra over balls: enclosures of the exact solution for every matrix that the entries admit.
///
/// Matrices are row-major arrays.
public enum BallLinearAlgebra {
  /// An enclosure of `matrix⁻¹·right`, or nil when the precision does not show that the matrix is invertible.
  public static func solve(_ matrix: [Ball], _ right: [Ball], n: Int) -> [Ball]? {
    run(matrix, right, n) { arb_mat_solve($0, $1, $2, $3) }
  }

  /// The same for a symmetric matrix, or nil when the precision does not show that it is positive definite.
  public static func solvePositiveDefinite(_ matrix: [Ball], _ right: [Ball], n: Int) -> [Ball]? {
    run(matrix, right, n) { arb_mat_spd_solve($0, $1, $2, $3) }
  }

  /// An enclosure of the determinant of an n×n matrix.
  public static func determinant(_ matrix: [Ball], n: Int) -> Ball {
    let bits = precision(matrix)
    return withMatrix(matrix, n, n) { a in Ball(precision: bits) { arb_mat_det($0, a, bits) } }
  }

  private typealias Pointer = UnsafeMutablePointer<arb_mat_struct>

  private static func run(
    _ matrix: [Ball], _ right: [Ball], _ n: Int, _ solve: (Pointer, Pointer, Pointer, Int) -> Int32
  ) -> [Ball]? {
    let (columns, bits) = (right.count / n, precision(matrix + right))
    return withMatrix(matrix, n, n) { a in
      withMatrix(right, n, columns) { b in
        withMatrix(nil, n, columns) { x in
          guard solve(x, a, b, bits) != 0 else { return nil }
          return (0..<n * columns).map { p in
            Ball(precision: bits) { arb_set($0, cflint_mat_entry(x, p / columns, p % columns)) }
          }
        }
      }
    }
  }

  private static func precision(_ values: [Ball]) -> Int {
    Ball.roundingBits(values.reduce(0) { Swift.max($0, $1.precision) })
  }

  private static func withMatrix<R>(_ values: [Ball]?, _ rows: Int, _ columns: Int, _ body: (Pointer) -> R) -> R {
    let matrix = Pointer.allocate(capacity: 1)
    arb_mat_init(matrix, rows, columns)
    defer {
      arb_mat_clear(matrix)
      matrix.deallocate()
    }
    if let values {
      precondition(values.count == rows * columns, "BallLinearAlgebra: \(values.count) for \(rows)×\(columns)")
      for (p, value) in values.enumerated() {
        arb_set(cflint_mat_entry(matrix, p / columns, p % columns), value.box.c)
      }
    }
    return body(matrix)
  }
}

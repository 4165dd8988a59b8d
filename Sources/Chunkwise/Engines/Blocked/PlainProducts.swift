import DeltaScalars

/// The products as plain loops, over any scalar: exact over a prime field or the rationals.
public enum PlainProducts<Value: Scalar>: MatrixProducts {
  /// The product, accumulated in the order of k.
  @inlinable public static func multiply(
    m: Int, n: Int, k: Int, _ a: Factor<Value>, _ b: Factor<Value>, into c: UnsafeMutablePointer<Value>, _ ldc: Int,
    accumulating: Bool
  ) {
    for i in 0..<m {
      let row = c + i * ldc
      if !accumulating { for j in 0..<n { row[j] = .zero } }
      for l in 0..<k {
        let x = a.elements[a.transposed ? l * a.ld + i : i * a.ld + l]
        for j in 0..<n { row[j].addProduct(x, b.elements[b.transposed ? j * b.ld + l : l * b.ld + j]) }
      }
    }
  }

  /// Forward substitution.
  @inlinable public static func solveUnitLower(
    n: Int, columns: Int, _ l: UnsafePointer<Value>, _ ldl: Int, _ x: UnsafeMutablePointer<Value>, _ ldx: Int
  ) {
    for i in 0..<n {
      for j in 0..<i {
        let factor = -l[i * ldl + j]
        for column in 0..<columns { x[i * ldx + column].addProduct(factor, x[j * ldx + column]) }
      }
    }
  }
}

import CDeltaBLAS
import DeltaScalars

/// The products in float32, by OpenBLAS on one thread: heads are what runs in parallel.
public enum OpenBLASProducts: MatrixProducts {
  /// OpenBLAS would otherwise start threads of its own inside each head's; set once, before the first product.
  private static let oneThread: Void = openblas_set_num_threads(1)

  /// The product, by sgemm.
  public static func multiply(
    m: Int, n: Int, k: Int, _ a: Factor<Float>, _ b: Factor<Float>, into c: UnsafeMutablePointer<Float>, _ ldc: Int,
    accumulating: Bool
  ) {
    _ = oneThread
    cblas_sgemm(
      CblasRowMajor, a.transposed ? CblasTrans : CblasNoTrans, b.transposed ? CblasTrans : CblasNoTrans,
      blasint(m), blasint(n), blasint(k), 1, a.elements, blasint(a.ld), b.elements, blasint(b.ld),
      accumulating ? 1 : 0, c, blasint(ldc))
  }

  /// Forward substitution by rows: chunks are so short that a blocked solve has nothing to gain.
  public static func solveUnitLower(
    n: Int, columns: Int, _ l: UnsafePointer<Float>, _ ldl: Int, _ x: UnsafeMutablePointer<Float>, _ ldx: Int
  ) {
    _ = oneThread
    cblas_strsm(
      CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasUnit, blasint(n), blasint(columns), 1, l,
      blasint(ldl), x, blasint(ldx))
  }
}

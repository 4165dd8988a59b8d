import CDeltaSamples

/// Rows with fused products by the processor's own instruction, which Swift may not assume and asks the C library for.
///
/// The bits are those of `addProduct`, on every machine.
extension Double {
  /// Replaces each sum by `sum_j + row_j · factor`, fused.
  public static func addProducts(
    of row: UnsafePointer<Double>, stride: Int, with factor: Double, to sums: UnsafeMutablePointer<Double>, _ count: Int
  ) { dr_add_row_double(sums, row, stride, factor, count) }

  /// Adds `a_j · b_j`, one after the other, fused.
  public mutating func addProducts(of a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) {
    self = dr_add_dot_double(self, a, b, count)
  }
}

extension Float {
  /// Replaces each sum by `sum_j + row_j · factor`, fused.
  public static func addProducts(
    of row: UnsafePointer<Float>, stride: Int, with factor: Float, to sums: UnsafeMutablePointer<Float>, _ count: Int
  ) { dr_add_row_float(sums, row, stride, factor, count) }

  /// Adds `a_j · b_j`, one after the other, fused.
  public mutating func addProducts(of a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) {
    self = dr_add_dot_float(self, a, b, count)
  }
}

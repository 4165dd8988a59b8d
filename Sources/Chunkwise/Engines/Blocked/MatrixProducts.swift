import DeltaScalars

/// The two dense operations that the blocked engine is made of; everything else in it is elementwise.
///
/// Matrices are row-major with a leading dimension. Over float32 they are OpenBLAS, over any other field plain loops:
/// the algorithm that ships is the algorithm that is proved. Source: CH-1.
public protocol MatrixProducts: Sendable {
  /// The scalar of the matrices.
  associatedtype Value: Scalar
  /// `C ← A·B`, or `C ← C + A·B`, for an m×k and a k×n factor, each optionally stored transposed.
  static func multiply(
    m: Int, n: Int, k: Int, _ a: Factor<Value>, _ b: Factor<Value>, into c: UnsafeMutablePointer<Value>, _ ldc: Int,
    accumulating: Bool)
  /// Solves `(I + L) X = X` in place for the strictly lower part L of an n×n matrix and `columns` right-hand sides.
  static func solveUnitLower(
    n: Int, columns: Int, _ l: UnsafePointer<Value>, _ ldl: Int, _ x: UnsafeMutablePointer<Value>, _ ldx: Int)
}

/// A factor of a product: where it is, its leading dimension, and whether it is stored transposed.
public struct Factor<Value> {
  /// The first element.
  public let elements: UnsafePointer<Value>
  /// Elements from one stored row to the next.
  public let ld: Int
  /// Whether the stored matrix is the factor's transpose.
  public let transposed: Bool

  /// Refers to a stored matrix.
  @inlinable public init(_ elements: UnsafePointer<Value>, _ ld: Int, transposed: Bool = false) {
    (self.elements, self.ld, self.transposed) = (elements, ld, transposed)
  }
}

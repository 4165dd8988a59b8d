import Chunkwise
import Scalars

/// What can be wrong in a chunk form.
enum ChunkFault: String, Sendable {
  case overwrittenSum = "a product that should add to what the earlier chunks left overwrites it"
  case noSolve = "the triangular solve is left out"
}

/// Plain kernels whose products forget what they should add to.
enum OverwritingKernels<Value: Scalar>: Kernels {
  static func multiply(
    m: Int, n: Int, k: Int, _ a: Factor<Value>, _ b: Factor<Value>, into c: UnsafeMutablePointer<Value>, _ ldc: Int,
    accumulating: Bool
  ) { PlainKernels.multiply(m: m, n: n, k: k, a, b, into: c, ldc, accumulating: false) }

  static func solveUnitLower(
    n: Int, columns: Int, _ l: UnsafePointer<Value>, _ ldl: Int, _ x: UnsafeMutablePointer<Value>, _ ldx: Int
  ) { PlainKernels.solveUnitLower(n: n, columns: columns, l, ldl, x, ldx) }
}

/// Plain kernels that solve nothing.
enum UnsolvingKernels<Value: Scalar>: Kernels {
  static func multiply(
    m: Int, n: Int, k: Int, _ a: Factor<Value>, _ b: Factor<Value>, into c: UnsafeMutablePointer<Value>, _ ldc: Int,
    accumulating: Bool
  ) { PlainKernels.multiply(m: m, n: n, k: k, a, b, into: c, ldc, accumulating: accumulating) }

  static func solveUnitLower(
    n: Int, columns: Int, _ l: UnsafePointer<Value>, _ ldl: Int, _ x: UnsafeMutablePointer<Value>, _ ldx: Int
  ) {}
}

import DeltaOperators
import DeltaScalars

extension RidgeSolver {
  /// `x ≈ (A + diag Λ)⁻¹ b` by some steps of conjugate gradients (OP-S).
  @inlinable func conjugateGradients(
    _ gram: UnsafeMutablePointer<S>, _ lambda: [S], _ ridge: Int, _ right: [S], _ first: Int, steps: Int,
    _ start: GramSolve.Start, _ eps: S, into x: UnsafeMutablePointer<S>
  ) {
    var (residual, direction, image) = (Array(right[first..<first + K]), [S](), [S](repeating: .zero, count: K))
    for i in 0..<K { x[i] = start == .zero ? .zero : right[first + i] / (gram[i * K + i] + lambda[ridge + i]) }
    if start == .diagonal {
      multiply(gram, lambda, ridge, UnsafePointer(x), into: &image)
      for i in 0..<K { residual[i] -= image[i] }
    }
    direction = residual
    var size = inner(residual, residual)
    for _ in 0..<steps {
      direction.withUnsafeBufferPointer { multiply(gram, lambda, ridge, $0.baseAddress!, into: &image) }
      let length = size / (inner(direction, image) + eps)
      S.addProducts(of: direction, stride: 1, with: length, to: x, K)
      S.addProducts(of: image, stride: 1, with: -length, to: &residual, K)
      let smaller = inner(residual, residual)
      let share = smaller / (size + eps)
      for i in 0..<K { direction[i] = residual[i] + share * direction[i] }
      size = smaller
    }
  }

  /// `y ← (A + diag Λ) x`; only the lower triangle is read.
  @inlinable func multiply(
    _ gram: UnsafeMutablePointer<S>, _ lambda: [S], _ ridge: Int, _ x: UnsafePointer<S>, into y: inout [S]
  ) {
    for i in 0..<K { y[i] = (gram[i * K + i] + lambda[ridge + i]) * x[i] }
    for i in 0..<K {
      y[i].addProducts(of: gram + i * K, x, i)
      S.addProducts(of: gram + i * K, stride: 1, with: x[i], to: &y, i)
    }
  }

  @inlinable func inner(_ x: [S], _ y: [S]) -> S {
    var sum = S.zero
    sum.addProducts(of: x, y, K)
    return sum
  }
}

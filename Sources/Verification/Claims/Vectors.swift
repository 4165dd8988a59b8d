import DeltaExactScalars
import DeltaScalars

/// The inner product.
func dot<S: Scalar>(_ x: [S], _ y: [S]) -> S {
  var sum = S.zero
  for i in x.indices { sum.addProduct(x[i], y[i]) }
  return sum
}

/// The outer product `x yᵀ`, row-major.
func outer<S: Scalar>(_ x: [S], _ y: [S]) -> [S] { x.flatMap { a in y.map { a * $0 } } }

/// The squared norm.
func square<S: Scalar>(_ x: [S]) -> S { dot(x, x) }

/// A rational vector of norm exactly 1: the inverse stereographic image of a random point.
func unitVector(_ d: Int, _ generator: inout SplitMix64) -> [Rational] {
  let u = Rational.draw(d - 1, &generator)
  let s = square(u)
  return u.map { 2 * $0 / (1 + s) } + [(1 - s) / (1 + s)]
}

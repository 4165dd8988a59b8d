/// An unevaluated sum of two doubles: sums of products with about 106 bits, so that forming a matrix costs one rounding.
struct DoubleDouble {
  var high = 0.0
  var low = 0.0

  /// The double nearest to the sum.
  var rounded: Double { high + low }

  /// Adds `a·b` with the rounding errors of the product and of the sum kept.
  mutating func addProduct(_ a: Double, _ b: Double) {
    let product = a * b
    let productError = (-product).addingProduct(a, b)
    let sum = high + product
    // Knuth's two-sum: exact for any order of magnitudes.
    let part = sum - high
    let sumError = (high - (sum - part)) + (product - part)
    high = sum
    low += sumError + productError
  }

  /// Adds `w·a·b`.
  mutating func addProduct(_ w: Double, _ a: Double, _ b: Double) {
    let weighted = w * a
    addProduct(weighted, b)
    low += (-weighted).addingProduct(w, a) * b
  }

  /// Multiplies by a double.
  mutating func scale(by factor: Double) {
    guard factor != 1 else { return }
    let product = high * factor
    low = (-product).addingProduct(high, factor) + low * factor
    high = product
  }
}

import DeltaScalars

/// What the state of a chunk's edge and the products added since have been multiplied by, row by row.
///
/// A chunk form multiplies a product of two factors by the decay between their tokens, and may do so by either factor:
/// where the format of factors has few exponents, it matters which (TOL-2). Kept for such formats alone.
@usableFromInline struct PendingDecays<Value: Scalar> {
  /// One row for the edge and one for each product, K elements each; empty where nothing is kept.
  @usableFromInline var factors: [Value] = []

  @inlinable init() {}

  @inlinable mutating func scale(row i: Int, by decay: Value, rows: Int, products: Int) {
    while factors.count < (products + 1) * rows { factors.append(.one) }
    for j in 0...products { factors[j * rows + i] = decay * factors[j * rows + i] }
  }

  /// One more product, undecayed.
  @inlinable mutating func append(rows: Int) {
    if !factors.isEmpty { for _ in 0..<rows { factors.append(.one) } }
  }

  @inlinable func withEdge<Result>(rows: Int, _ body: (UnsafePointer<Value>?) -> Result) -> Result {
    with(product: -1, rows: rows, body)
  }

  @inlinable func with<Result>(product j: Int, rows: Int, _ body: (UnsafePointer<Value>?) -> Result) -> Result {
    factors.isEmpty ? body(nil) : factors.withUnsafeBufferPointer { body($0.baseAddress! + (j + 1) * rows) }
  }
}

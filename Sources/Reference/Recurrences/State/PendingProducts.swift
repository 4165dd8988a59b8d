import DeltaScalars

/// Outer products `x_j y_jᵀ` that a chunk form keeps apart from the K×V matrix to which they belong (TOL-2).
@usableFromInline struct PendingProducts<Value: Scalar> {
  @usableFromInline let rows, columns: Int
  /// Products after which they are added to the matrix.
  @usableFromInline let capacity: Int
  /// x_j, K elements each, and y_j, V elements each.
  @usableFromInline var left: [Value] = []
  @usableFromInline var right: [Value] = []
  @usableFromInline var count = 0
  /// What the matrix and the products have been multiplied by since they were added.
  @usableFromInline var decays = PendingDecays<Value>()
  /// The inverse of a kernel that forms it first; nil where tokens are solved one after the other.
  @usableFromInline var inverse: FormedInverse<Value>?

  @inlinable init(rows: Int, columns: Int, capacity: Int, formsInverse: Bool = false) {
    (self.rows, self.columns, self.capacity) = (rows, columns, capacity)
    if formsInverse { inverse = FormedInverse() }
  }

  /// Multiplies row i of every product by a decay.
  @inlinable mutating func scale<R: Rounding>(row i: Int, by decay: Value, _ r: inout R)
  where R.Value == Value {
    for j in 0..<count { left[j * rows + i] = r.pair(left[j * rows + i], decayedBy: decay) }
    if r.tellsDecayedFactors { decays.scale(row: i, by: decay, rows: rows, products: count) }
  }

  /// Adds Σ_j (x_j·x) y_j to V sums.
  @inlinable func addTransposedProduct<R: Rounding>(
    _ x: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value { addTransposedProduct(x, of: right, into: sums, &r) }

  /// The same with other vectors in the place of y_j.
  @inlinable func addTransposedProduct<R: Rounding>(
    _ x: UnsafePointer<Value>, of right: [Value], into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        for j in 0..<count {
          let weight = decays.with(product: j, rows: rows) {
            Self.dot(left.baseAddress! + j * rows, x, decayable: $0, rows, &r)
          }
          r.addRow(ofOperands: right.baseAddress! + j * columns, stride: 1, times: weight, to: sums, columns)
        }
      }
    }
  }

  /// Adds Σ_j x_j (y_j·y) to K sums.
  @inlinable func addProduct<R: Rounding>(
    _ y: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        for j in 0..<count {
          let weight = Self.dot(right.baseAddress! + j * columns, y, columns, &r)
          r.addRow(left.baseAddress! + j * rows, times: weight, to: sums, rows)
        }
      }
    }
  }

  /// The inner product of two vectors, as a factor of the next product.
  @inlinable static func dot<R: Rounding>(
    _ a: UnsafePointer<Value>, _ b: UnsafePointer<Value>, decayable decays: UnsafePointer<Value>? = nil, _ count: Int,
    _ r: inout R
  ) -> Value where R.Value == Value {
    var dot = Value.zero
    guard let decays else {
      r.addDot(a, b, count, to: &dot)
      return r.operand(dot)
    }
    for i in 0..<count {
      let a = r.operand(a[i])
      dot.addProduct(a, r.operand(b[i], decayable: decays[i]))
      dot = r(dot)
    }
    return r.operand(dot)
  }

  /// Keeps one more product, and adds all of them to the matrix if there is no room for another.
  @inlinable mutating func append<R: Rounding>(
    _ x: UnsafePointer<Value>, _ y: UnsafePointer<Value>, foldingInto matrix: Matrix<Value>, _ r: inout R
  ) where R.Value == Value {
    for i in 0..<rows { left.append(x[i]) }
    for c in 0..<columns { right.append(y[c]) }
    inverse?.align(with: right)
    count += 1
    if r.tellsDecayedFactors { decays.append(rows: rows) }
    if count == capacity { fold(into: matrix, &r) }
  }

  /// Adds the products to the matrix: the end of a chunk.
  @inlinable mutating func fold<R: Rounding>(into matrix: Matrix<Value>, _ r: inout R)
  where R.Value == Value {
    left.withUnsafeBufferPointer { left in
      right.withUnsafeBufferPointer { right in
        for j in 0..<count {
          matrix.addOuter(left.baseAddress! + j * rows, right.baseAddress! + j * columns, &r)
        }
      }
    }
    left.removeAll(keepingCapacity: true)
    right.removeAll(keepingCapacity: true)
    count = 0
    decays = PendingDecays()
    if inverse != nil { inverse = FormedInverse() }
  }
}

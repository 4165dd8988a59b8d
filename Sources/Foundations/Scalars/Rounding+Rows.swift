/// Rows, element by element: what the operations on rows mean.
extension Rounding {
  /// Element by element.
  @inlinable @inline(__always)
  public mutating func scaleRow(_ x: UnsafeMutablePointer<Value>, _ count: Int, by decay: Value) {
    scaleElements(x, count, by: decay)
  }

  /// Element by element.
  @inlinable @inline(__always)
  public mutating func addRow(
    ofOperands row: UnsafePointer<Value>, stride: Int, times factor: Value, to sums: UnsafeMutablePointer<Value>,
    _ count: Int
  ) { addElements(ofOperands: row, stride: stride, times: factor, to: sums, count) }

  /// Element by element.
  @inlinable @inline(__always)
  public mutating func addRow(
    _ row: UnsafePointer<Value>, times factor: Value, to sums: UnsafeMutablePointer<Value>, _ count: Int
  ) { addElements(row, times: factor, to: sums, count) }

  /// Element by element.
  @inlinable @inline(__always)
  public mutating func addOuterRow(
    _ weight: Value, times y: UnsafePointer<Value>, to x: UnsafeMutablePointer<Value>, _ count: Int
  ) { addOuterElements(weight, times: y, to: x, count) }

  /// Element by element.
  @inlinable @inline(__always)
  public mutating func addDot(
    _ a: UnsafePointer<Value>, _ b: UnsafePointer<Value>, _ count: Int, to sum: inout Value
  ) { addDotOfElements(a, b, count, to: &sum) }

  /// Element by element.
  @inlinable @inline(__always)
  public mutating func addDot(
    ofStored a: UnsafePointer<Value>, _ b: UnsafePointer<Value>, _ count: Int, to sum: inout Value
  ) { addDotOfStoredElements(a, b, count, to: &sum) }

  @inlinable @inline(__always)
  mutating func scaleElements(_ x: UnsafeMutablePointer<Value>, _ count: Int, by decay: Value) {
    for j in 0..<count { x[j] = self(decay * x[j]) }
  }

  @inlinable @inline(__always)
  mutating func addElements(
    ofOperands row: UnsafePointer<Value>, stride: Int, times factor: Value, to sums: UnsafeMutablePointer<Value>,
    _ count: Int
  ) {
    for j in 0..<count {
      var sum = sums[j]
      sum.addProduct(row[j * stride], factor)
      sums[j] = self(sum)
    }
  }

  @inlinable @inline(__always)
  mutating func addElements(
    _ row: UnsafePointer<Value>, times factor: Value, to sums: UnsafeMutablePointer<Value>, _ count: Int
  ) {
    for j in 0..<count {
      var sum = sums[j]
      sum.addProduct(operand(row[j]), factor)
      sums[j] = self(sum)
    }
  }

  @inlinable @inline(__always)
  mutating func addOuterElements(
    _ weight: Value, times y: UnsafePointer<Value>, to x: UnsafeMutablePointer<Value>, _ count: Int
  ) {
    for j in 0..<count {
      // What is added may be far larger than what remains.
      let sum = x[j] + product(weight * y[j])
      x[j] = state(self(sum))
    }
  }

  @inlinable @inline(__always)
  mutating func addDotOfElements(
    _ a: UnsafePointer<Value>, _ b: UnsafePointer<Value>, _ count: Int, to sum: inout Value
  ) {
    for j in 0..<count {
      let (left, right) = (operand(a[j]), operand(b[j]))
      sum.addProduct(left, right)
      sum = self(sum)
    }
  }

  @inlinable @inline(__always)
  mutating func addDotOfStoredElements(
    _ a: UnsafePointer<Value>, _ b: UnsafePointer<Value>, _ count: Int, to sum: inout Value
  ) {
    let isStored = storesNarrow
    for j in 0..<count {
      let (left, right) = isStored ? (stored(a[j]), stored(b[j])) : (a[j], b[j])
      sum.addProduct(left, right)
      sum = self(sum)
    }
  }
}

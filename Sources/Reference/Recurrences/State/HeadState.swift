import DeltaScalars

/// The K×V state of one head: the three things that a recurrence does to it, each with its rounding points.
@usableFromInline protocol HeadState {
  associatedtype Value: Scalar
  /// Multiplies row i of S by a decay.
  mutating func scale<R: Rounding>(row i: Int, by decay: Value, _ rounding: inout R) where R.Value == Value
  /// Computes Sᵀx for a vector of K elements.
  mutating func transposedProduct<R: Rounding>(
    _ x: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ rounding: inout R
  ) where R.Value == Value
  /// Adds k̃ uᵀ to S.
  mutating func addOuter<R: Rounding>(
    _ writeKey: UnsafePointer<Value>, _ u: UnsafePointer<Value>, _ rounding: inout R
  ) where R.Value == Value
}

/// A state as a matrix in place: what the token form means by S.
@usableFromInline struct Matrix<Value: Scalar>: HeadState {
  @usableFromInline let elements: UnsafeMutablePointer<Value>
  @usableFromInline let rows, columns: Int

  @inlinable init(_ elements: UnsafeMutablePointer<Value>, rows: Int, columns: Int) {
    (self.elements, self.rows, self.columns) = (elements, rows, columns)
  }

  @inlinable func scale<R: Rounding>(row i: Int, by decay: Value, _ rounding: inout R) where R.Value == Value {
    for j in 0..<columns {
      elements[i * columns + j] = rounding.accumulator(decay * elements[i * columns + j])
    }
  }

  @inlinable func transposedProduct<R: Rounding>(
    _ vector: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ rounding: inout R
  ) where R.Value == Value {
    for j in 0..<columns { sums[j] = .zero }
    for i in 0..<rows {
      let x = rounding.operand(vector[i])
      for j in 0..<columns {
        var sum = sums[j]
        sum.addProduct(rounding.operand(elements[i * columns + j]), x)
        sums[j] = rounding.accumulator(sum)
      }
    }
  }

  /// Computes Sy for a vector of V elements.
  @inlinable func product<R: Rounding>(
    _ y: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ rounding: inout R
  ) where R.Value == Value {
    for i in 0..<rows {
      var sum = Value.zero
      for j in 0..<columns {
        sum.addProduct(rounding.operand(elements[i * columns + j]), rounding.operand(y[j]))
        sum = rounding.accumulator(sum)
      }
      sums[i] = sum
    }
  }

  @inlinable func addOuter<R: Rounding>(
    _ writeKey: UnsafePointer<Value>, _ u: UnsafePointer<Value>, _ rounding: inout R
  ) where R.Value == Value {
    for i in 0..<rows {
      let weight = rounding.operand(writeKey[i])
      for j in 0..<columns {
        var sum = elements[i * columns + j]
        sum.addProduct(weight, u[j])
        elements[i * columns + j] = rounding.state(rounding.accumulator(sum))
      }
    }
  }
}

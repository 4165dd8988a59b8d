import DeltaScalars

/// The K×V state of one head: the three things that a recurrence does to it, each with its rounding points.
@usableFromInline protocol HeadState {
  associatedtype Value: Scalar
  /// Multiplies row i of S by a decay.
  mutating func scale<R: Rounding>(row i: Int, by decay: Value, _ r: inout R) where R.Value == Value
  /// Computes Sᵀx for a vector of K elements.
  mutating func transposedProduct<R: Rounding>(
    _ x: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value
  /// Adds k̃ uᵀ to S.
  mutating func addOuter<R: Rounding>(
    _ writeKey: UnsafePointer<Value>, _ u: UnsafePointer<Value>, _ r: inout R
  ) where R.Value == Value
}

/// A state as a matrix in place: what the token form means by S.
@usableFromInline struct Matrix<Value: Scalar>: HeadState {
  @usableFromInline let elements: UnsafeMutablePointer<Value>
  @usableFromInline let rows, columns: Int

  @inlinable init(_ elements: UnsafeMutablePointer<Value>, rows: Int, columns: Int) {
    (self.elements, self.rows, self.columns) = (elements, rows, columns)
  }

  @inlinable func scale<R: Rounding>(row i: Int, by decay: Value, _ r: inout R) where R.Value == Value {
    for j in 0..<columns {
      elements[i * columns + j] = r(decay * elements[i * columns + j])
    }
  }

  @inlinable func transposedProduct<R: Rounding>(
    _ vector: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value { transposedProduct(vector, decayable: nil, into: sums, &r) }

  /// The same where rows have been multiplied by some decays since the chunk's edge.
  @inlinable func transposedProduct<R: Rounding>(
    _ vector: UnsafePointer<Value>, decayable decays: UnsafePointer<Value>?, into sums: UnsafeMutablePointer<Value>,
    _ r: inout R
  ) where R.Value == Value {
    for j in 0..<columns { sums[j] = .zero }
    for i in 0..<rows {
      let x = decays.map { r.operand(vector[i], decayable: $0[i]) } ?? r.operand(vector[i])
      for j in 0..<columns {
        var sum = sums[j]
        sum.addProduct(r.operand(elements[i * columns + j]), x)
        sums[j] = r(sum)
      }
    }
  }

  /// Computes Sy for a vector of V elements.
  @inlinable func product<R: Rounding>(
    _ y: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    for i in 0..<rows {
      var sum = Value.zero
      for j in 0..<columns {
        sum.addProduct(r.operand(elements[i * columns + j]), r.operand(y[j]))
        sum = r(sum)
      }
      sums[i] = sum
    }
  }

  @inlinable func addOuter<R: Rounding>(
    _ writeKey: UnsafePointer<Value>, _ u: UnsafePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    for i in 0..<rows {
      let weight = r.operand(writeKey[i])
      for j in 0..<columns {
        // What is added may be far larger than what remains.
        let sum = elements[i * columns + j] + r.product(weight * u[j])
        elements[i * columns + j] = r.state(r(sum))
      }
    }
  }
}

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
  /// Computes Sᵀk as an erase reads it, whose gain multiplies what it reads.
  mutating func erasedProduct<R: Rounding>(
    _ key: UnsafePointer<Value>, gain: Value, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value
  /// Adds k̃ uᵀ to S.
  mutating func addOuter<R: Rounding>(
    _ writeKey: UnsafePointer<Value>, _ u: UnsafePointer<Value>, _ r: inout R
  ) where R.Value == Value
}

extension HeadState {
  /// As a query reads it.
  @inlinable mutating func erasedProduct<R: Rounding>(
    _ key: UnsafePointer<Value>, gain: Value, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value { transposedProduct(key, into: sums, &r) }
}

/// A state as a matrix in place: what the token form means by S.
@usableFromInline struct Matrix<Value: Scalar>: HeadState {
  @usableFromInline let elements: UnsafeMutablePointer<Value>
  @usableFromInline let rows, columns: Int

  @inlinable init(_ elements: UnsafeMutablePointer<Value>, rows: Int, columns: Int) {
    (self.elements, self.rows, self.columns) = (elements, rows, columns)
  }

  @inlinable func scale<R: Rounding>(row i: Int, by decay: Value, _ r: inout R) where R.Value == Value {
    r.scaleRow(elements + i * columns, columns, by: decay)
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
      r.addRow(elements + i * columns, times: x, to: sums, columns)
    }
  }

  /// Computes Sy for a vector of V elements.
  @inlinable func product<R: Rounding>(
    _ y: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    for i in 0..<rows {
      sums[i] = .zero
      r.addDot(elements + i * columns, y, columns, to: &sums[i])
    }
  }

  @inlinable func addOuter<R: Rounding>(
    _ writeKey: UnsafePointer<Value>, _ u: UnsafePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    for i in 0..<rows {
      r.addOuterRow(r.operand(writeKey[i]), times: u, to: elements + i * columns, columns)
    }
  }
}

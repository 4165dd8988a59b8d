import Scalars

/// A state whose latest corrections are not added yet: `S_t = Γ∘S_0 + Σ_j (Γ_j∘k̃_j) u_jᵀ`, as a chunk form keeps it.
///
/// The same matrix as ``Matrix`` holds, by the same equations, but rounded as chunkwise kernels round: a read sums K
/// terms of the old state and one for each pending token, and what one token cancels stays in the sum until the end of
/// the chunk. Source: TOL-2.
@usableFromInline struct DeferredState<Value: Scalar>: HeadState {
  @usableFromInline var base: Matrix<Value>
  /// Tokens after which the corrections are added.
  @usableFromInline let chunk: Int
  /// Γ_j∘k̃_j of the pending tokens, K elements each.
  @usableFromInline var keys: [Value] = []
  /// u_j of the pending tokens, V elements each.
  @usableFromInline var corrections: [Value] = []
  @usableFromInline var pending = 0

  @inlinable init(_ base: Matrix<Value>, chunk: Int) { (self.base, self.chunk) = (base, chunk) }

  @inlinable mutating func scale<R: Rounding>(row i: Int, by decay: Value, _ rounding: inout R)
  where R.Value == Value {
    base.scale(row: i, by: decay, &rounding)
    for j in 0..<pending { keys[j * base.rows + i] = rounding.accumulator(decay * keys[j * base.rows + i]) }
  }

  @inlinable func transposedProduct<R: Rounding>(
    _ vector: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ rounding: inout R
  ) where R.Value == Value {
    base.transposedProduct(vector, into: sums, &rounding)
    keys.withUnsafeBufferPointer { keys in
      corrections.withUnsafeBufferPointer { corrections in
        for j in 0..<pending {
          var dot = Value.zero
          for i in 0..<base.rows {
            dot.addProduct(rounding.operand(keys[j * base.rows + i]), rounding.operand(vector[i]))
            dot = rounding.accumulator(dot)
          }
          let weight = rounding.operand(dot)
          for c in 0..<base.columns {
            var sum = sums[c]
            sum.addProduct(weight, corrections[j * base.columns + c])
            sums[c] = rounding.accumulator(sum)
          }
        }
      }
    }
  }

  @inlinable mutating func addOuter<R: Rounding>(
    _ writeKey: UnsafePointer<Value>, _ u: UnsafePointer<Value>, _ rounding: inout R
  ) where R.Value == Value {
    for i in 0..<base.rows { keys.append(writeKey[i]) }
    for c in 0..<base.columns { corrections.append(u[c]) }
    pending += 1
    if pending == chunk { fold(&rounding) }
  }

  /// Adds the pending corrections to the state: the end of a chunk.
  @inlinable mutating func fold<R: Rounding>(_ rounding: inout R) where R.Value == Value {
    for j in 0..<pending {
      keys.withUnsafeBufferPointer { keys in
        corrections.withUnsafeBufferPointer { corrections in
          base.addOuter(keys.baseAddress! + j * base.rows, corrections.baseAddress! + j * base.columns, &rounding)
        }
      }
    }
    keys.removeAll(keepingCapacity: true)
    corrections.removeAll(keepingCapacity: true)
    pending = 0
  }
}

import DeltaScalars

/// ⟨G_i, S_i⟩ of the rows of a gradient and of a state, summed as a chunk form sums it: over pairs of tokens (GRAD-6).
///
///     S = E + Σ_j x_j y_jᵀ          ⟨G_i, S_i⟩ = ⟨G_i, E_i⟩ + Σ_j x_ji z_ji,     z_j = G y_j
///
/// E is the state at the chunk's edge and j its tokens since. G grows by a product a bᵀ for every later token l of the chunk
/// that reads or erases, and z_j by a (b·y_j): one pair (j, l). That G and S may be small because their terms cancel helps
/// nobody who sums pairs, which do not cancel one by one.
@usableFromInline struct PairedProducts<Value: Scalar> {
  @usableFromInline let rows, columns: Int
  /// y_j, V elements each, and z_j, K elements each.
  @usableFromInline var right: [Value] = []
  @usableFromInline var reads: [Value] = []
  @usableFromInline var count = 0

  @inlinable init(rows: Int, columns: Int) { (self.rows, self.columns) = (rows, columns) }

  /// Enters a chunk from its end: z_j = G y_j for all that it has added to the state, G being that of its edge.
  @inlinable mutating func enter<R: Rounding>(
    _ G: RememberedState<Value>, _ pending: PendingProducts<Value>, _ r: inout R
  ) where R.Value == Value {
    (right, count, reads) = (pending.right, pending.count, [])
    for j in 0..<count { reads += G.product(right, at: j * columns, &r) }
  }

  /// Multiplies row i of G by a decay.
  @inlinable mutating func scale<R: Rounding>(row i: Int, by decay: Value, before count: Int, _ r: inout R)
  where R.Value == Value {
    for j in 0..<count { reads[j * rows + i] = r.pair(reads[j * rows + i], decayedBy: decay) }
  }

  /// Adds a bᵀ to G as the first `count` tokens of the chunk see it; elements of b are operands already.
  @inlinable mutating func addOuter<R: Rounding>(
    _ a: UnsafePointer<Value>, _ b: UnsafePointer<Value>, before count: Int, _ r: inout R
  ) where R.Value == Value {
    right.withUnsafeBufferPointer { right in
      reads.withUnsafeMutableBufferPointer { reads in
        for j in 0..<count {
          let weight = PendingProducts.dot(right.baseAddress! + j * columns, b, columns, &r)
          r.addRow(a, times: weight, to: reads.baseAddress! + j * rows, rows)
        }
      }
    }
  }

  /// Adds Σ_j x_ji z_ji over the products that the state keeps apart.
  @inlinable func add<R: Rounding>(
    row i: Int, of pending: PendingProducts<Value>, to sum: inout Value, _ r: inout R
  ) where R.Value == Value {
    pending.left.withUnsafeBufferPointer { left in
      reads.withUnsafeBufferPointer { reads in
        for j in 0..<pending.count {
          sum.addProduct(r.operand(left[j * rows + i]), reads[j * rows + i])
          sum = r(sum)
        }
      }
    }
  }
}

import DeltaScalars

/// A state whose latest corrections are not added yet: `S_t = Γ∘S_0 + Σ_j (Γ_j∘k̃_j) u_jᵀ`, as a chunk form keeps it.
///
/// The same matrix as ``Matrix`` holds, by the same equations, but rounded as chunkwise kernels round: a read sums K
/// terms of the old state and one for each pending token, and what one token cancels stays in the sum until the end of
/// the chunk. Source: TOL-2.
@usableFromInline struct DeferredState<Value: Scalar>: HeadState {
  @usableFromInline var base: Matrix<Value>
  @usableFromInline var pending: PendingProducts<Value>

  /// Corrections are added after every `chunk` tokens.
  @inlinable init(_ base: Matrix<Value>, chunk: Int, formsInverse: Bool) {
    self.base = base
    pending = PendingProducts(rows: base.rows, columns: base.columns, capacity: chunk, formsInverse: formsInverse)
  }

  @inlinable mutating func scale<R: Rounding>(row i: Int, by decay: Value, _ r: inout R)
  where R.Value == Value {
    base.scale(row: i, by: decay, &r)
    pending.scale(row: i, by: decay, &r)
  }

  @inlinable func transposedProduct<R: Rounding>(
    _ vector: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    readBase(vector, into: sums, &r)
    pending.addTransposedProduct(vector, into: sums, &r)
  }

  @inlinable mutating func erasedProduct<R: Rounding>(
    _ key: UnsafePointer<Value>, gain: Value, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    readBase(key, into: sums, &r)
    pending.addSolvingProduct(key, into: sums, &r)
    pending.ask(key, gain: gain)
  }

  /// Computes the transposed product of the state at the chunk's edge.
  @inlinable func readBase<R: Rounding>(
    _ x: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    pending.decays.withEdge(rows: base.rows) { base.transposedProduct(x, decayable: $0, into: sums, &r) }
  }

  @inlinable mutating func addOuter<R: Rounding>(
    _ writeKey: UnsafePointer<Value>, _ u: UnsafePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    guard pending.inverse != nil else { return pending.append(writeKey, u, foldingInto: base, &r) }
    let written = pending.written(u, &r)
    pending.append(writeKey, written, foldingInto: base, &r)
  }

  /// Adds the pending corrections to the state: the end of a chunk.
  @inlinable mutating func fold<R: Rounding>(_ r: inout R) where R.Value == Value {
    pending.fold(into: base, &r)
  }
}

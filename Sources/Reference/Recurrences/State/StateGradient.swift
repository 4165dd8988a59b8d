import DeltaScalars

/// The gradient G with respect to the state of a head while its tokens are reversed, last first (GRAD-2, GRAD-6).
@usableFromInline struct StateGradient<Value: Scalar> {
  @usableFromInline var matrix: RememberedState<Value>
  /// Its products with what the chunk has added to the state; nil in the token form, and where nothing decays.
  @usableFromInline var pairs: PairedProducts<Value>?
  /// λ of the later token, one a row or one for all, where gate gradients are summed cumulatively.
  @usableFromInline var lambda: [Value] = []

  @inlinable init(_ matrix: RememberedState<Value>, isDecayed: Bool) {
    self.matrix = matrix
    if isDecayed, matrix.apart != nil { pairs = PairedProducts(rows: matrix.rows, columns: matrix.columns) }
  }

  /// Enters a chunk from its end, with the state before its last token.
  @inlinable mutating func enterChunk<R: Rounding>(before state: RememberedState<Value>, _ r: inout R)
  where R.Value == Value {
    if let pending = state.apart?.pending { pairs?.enter(matrix, pending, &r) }
  }

  /// G ← G + x yᵀ for vectors at offsets of arrays, at a token before which the state was `state`.
  @inlinable mutating func addOuter<R: Rounding>(
    _ x: [Value], at xOffset: Int, _ y: [Value], at yOffset: Int = 0, before state: RememberedState<Value>, _ r: inout R
  ) where R.Value == Value {
    let factors = (0..<matrix.columns).map { r.operand(y[yOffset + $0]) }
    x.withUnsafeBufferPointer { x in
      factors.withUnsafeBufferPointer { factors in
        matrix.addOuter(x.baseAddress! + xOffset, factors.baseAddress!, &r)
        pairs?.addOuter(x.baseAddress! + xOffset, factors.baseAddress!, before: state.apart?.pending.count ?? 0, &r)
      }
    }
  }

  /// du = Gᵀk̃ as solving reads it, and what an inverse makes wrong in it where one is formed first (TOL-17).
  @inlinable mutating func solve<R: Rounding>(
    _ writeKeys: [Value], at offset: Int, _ r: inout R
  ) -> (du: [Value], error: [Value]?) where R.Value == Value {
    let du = matrix.solvingProduct(writeKeys, at: offset, &r)
    writeKeys.withUnsafeBufferPointer { matrix.apart?.pending.ask($0.baseAddress! + offset, gain: .one) }
    return (du, matrix.apart?.pending.inverse?.error(of: du, &r))
  }

  /// G ← G − k deraseᵀ; `error` is what of derase comes from an inverse formed first, and is not solved with.
  @inlinable mutating func erase<R: Rounding>(
    _ keys: [Value], at offset: Int, _ derase: [Value], error: [Value]?, gain: Value,
    before state: RememberedState<Value>,
    _ r: inout R
  ) where R.Value == Value {
    if let error {
      let solved = zip(derase, error).map { r.operand(gain * $1 - $0) }
      matrix.apart?.pending.enter(solved: solved, gain: gain)
    }
    addOuter(keys, at: offset, derase.map { -$0 }, before: state, &r)
  }

  /// Multiplies row i by a decay.
  @inlinable mutating func scale<R: Rounding>(
    row i: Int, by decay: Value, before state: RememberedState<Value>, _ r: inout R
  ) where R.Value == Value {
    matrix.scale(row: i, by: decay, &r)
    pairs?.scale(row: i, by: decay, before: state.apart?.pending.count ?? 0, &r)
  }

  /// Adds ⟨G_i, S_i⟩ to a sum; kernels store both between launches where inputs are short, and read them again (TOL-2).
  @inlinable func addPairing<R: Rounding>(
    row i: Int, with state: RememberedState<Value>, to sum: inout Value, _ r: inout R
  ) where R.Value == Value {
    let (V, edge) = (matrix.columns, state.apart?.edge ?? state.elements)
    matrix.elements.withUnsafeBufferPointer { gradient in
      edge.withUnsafeBufferPointer { edge in
        r.addDot(ofStored: gradient.baseAddress! + i * V, edge.baseAddress! + i * V, V, to: &sum)
      }
    }
    if let pairs, let pending = state.apart?.pending { pairs.add(row: i, of: pending, to: &sum, &r) }
  }
}

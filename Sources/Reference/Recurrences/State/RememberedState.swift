import DeltaScalars

/// A K×V matrix with elements of its own, which the adjoint keeps and reads again: S_t, or the gradient with respect to it.
///
/// Where a chunk form is modelled, the same matrix is also held with its latest products apart, and products with vectors
/// read that: what one token cancels stays in their sums, backwards as well as forwards. Source: TOL-2, GRAD-6.
@usableFromInline struct RememberedState<Value: Scalar>: HeadState {
  @usableFromInline let rows, columns: Int
  @usableFromInline var elements: [Value]
  /// The matrix at the chunk's edge, and what the chunk has added since; nil in the token form.
  @usableFromInline var apart: (edge: [Value], pending: PendingProducts<Value>)?

  /// A state that runs backwards is folded by the caller, at the edges where chunks begin.
  @inlinable init(_ elements: [Value], rows: Int, columns: Int, form: StateForm, runsBackwards: Bool = false) {
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
    guard let chunk = form.chunk else { return }
    let capacity = runsBackwards ? .max : chunk
    apart = (
      elements, PendingProducts(rows: rows, columns: columns, capacity: capacity, formsInverse: form.formsInverse)
    )
  }

  /// The matrix of some elements, for the time of a call.
  @inlinable func access<Result>(_ elements: inout [Value], _ body: (Matrix<Value>) -> Result) -> Result {
    elements.withUnsafeMutableBufferPointer { body(Matrix($0.baseAddress!, rows: rows, columns: columns)) }
  }

  @inlinable mutating func scale<R: Rounding>(row i: Int, by decay: Value, _ r: inout R)
  where R.Value == Value {
    var own = elements
    elements = []
    access(&own) { $0.scale(row: i, by: decay, &r) }
    elements = own
    guard var (edge, pending) = apart else { return }
    apart = nil
    access(&edge) { $0.scale(row: i, by: decay, &r) }
    pending.scale(row: i, by: decay, &r)
    apart = (edge, pending)
  }

  @inlinable func transposedProduct<R: Rounding>(
    _ x: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    readEdge(x, into: sums, &r)
    apart?.pending.addTransposedProduct(x, into: sums, &r)
  }

  /// Computes the transposed product as solving reads it (TOL-17).
  @inlinable func solvingProduct<R: Rounding>(
    _ x: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    readEdge(x, into: sums, &r)
    apart?.pending.addSolvingProduct(x, into: sums, &r)
  }

  @inlinable mutating func erasedProduct<R: Rounding>(
    _ key: UnsafePointer<Value>, gain: Value, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    solvingProduct(key, into: sums, &r)
    apart?.pending.ask(key, gain: gain)
  }

  /// Computes the transposed product of the matrix at the chunk's edge.
  @inlinable func readEdge<R: Rounding>(
    _ x: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    reading { matrix in
      guard let decays = apart?.pending.decays else { return matrix.transposedProduct(x, into: sums, &r) }
      decays.withEdge(rows: rows) { matrix.transposedProduct(x, decayable: $0, into: sums, &r) }
    }
  }

  /// Adds k̃ uᵀ and returns what is written of u.
  @inlinable mutating func write<R: Rounding>(
    _ writeKey: UnsafePointer<Value>, _ u: UnsafePointer<Value>, _ r: inout R
  ) -> [Value] where R.Value == Value {
    let written = apart?.pending.written(u, &r) ?? Array(UnsafeBufferPointer(start: u, count: columns))
    addOuter(writeKey, written, &r)
    return written
  }

  /// Computes the product with a vector of V elements.
  @inlinable func product<R: Rounding>(
    _ y: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    reading { $0.product(y, into: sums, &r) }
    apart?.pending.addProduct(y, into: sums, &r)
  }

  @inlinable func reading(_ body: (Matrix<Value>) -> Void) {
    (apart?.edge ?? elements).withUnsafeBufferPointer {
      // Only read: a matrix knows no other pointer.
      body(Matrix(UnsafeMutablePointer(mutating: $0.baseAddress!), rows: rows, columns: columns))
    }
  }

  @inlinable mutating func addOuter<R: Rounding>(
    _ x: UnsafePointer<Value>, _ y: UnsafePointer<Value>, _ r: inout R
  ) where R.Value == Value {
    var own = elements
    elements = []
    access(&own) { $0.addOuter(x, y, &r) }
    elements = own
    guard var (edge, pending) = apart else { return }
    apart = nil
    access(&edge) { pending.append(x, y, foldingInto: $0, &r) }
    apart = (edge, pending)
  }

  /// Adds what is apart to the matrix: the edge of a chunk.
  @inlinable mutating func fold<R: Rounding>(_ r: inout R) where R.Value == Value {
    guard var (edge, pending) = apart else { return }
    apart = nil
    access(&edge) { pending.fold(into: $0, &r) }
    apart = (edge, pending)
  }

  /// The elements at the end of a sequence.
  @inlinable mutating func final<R: Rounding>(_ r: inout R) -> [Value] where R.Value == Value {
    fold(&r)
    return apart?.edge ?? elements
  }
}

extension RememberedState {
  /// M y for y of V elements at an offset of an array.
  @inlinable func product<R: Rounding>(_ y: [Value], at offset: Int = 0, _ r: inout R) -> [Value]
  where R.Value == Value {
    var result = [Value](repeating: .zero, count: rows)
    y.withUnsafeBufferPointer { y in
      result.withUnsafeMutableBufferPointer { product(y.baseAddress! + offset, into: $0.baseAddress!, &r) }
    }
    return result
  }

  /// Mᵀ x for x of K elements at an offset of an array, as solving reads it (TOL-17).
  @inlinable func solvingProduct<R: Rounding>(_ x: [Value], at offset: Int, _ r: inout R) -> [Value]
  where R.Value == Value {
    var result = [Value](repeating: .zero, count: columns)
    x.withUnsafeBufferPointer { x in
      result.withUnsafeMutableBufferPointer { solvingProduct(x.baseAddress! + offset, into: $0.baseAddress!, &r) }
    }
    return result
  }
}

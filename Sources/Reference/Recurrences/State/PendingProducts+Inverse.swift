import DeltaScalars

/// What an inverse that is formed first changes of the products that are pending (TOL-17).
extension PendingProducts {
  /// Adds Σ_j (x_j·x) y_j to V sums as solving reads it: without what an inverse makes wrong in y_j.
  @inlinable func addSolvingProduct<R: Rounding>(
    _ x: UnsafePointer<Value>, into sums: UnsafeMutablePointer<Value>, _ r: inout R
  ) where R.Value == Value { addTransposedProduct(x, of: inverse?.solved ?? right, into: sums, &r) }

  /// Asks for the row of L of the token at hand, which reads with x and multiplies what it reads with a gain.
  @inlinable mutating func ask(_ x: UnsafePointer<Value>, gain: Value) {
    guard let members = inverse?.members else { return }
    inverse!.asked = members.map { member in
      var overlap = Value.zero
      for i in 0..<rows { overlap.addProduct(left[member.product * rows + i], x[i]) }
      return gain * (member.gain * overlap)
    }
  }

  /// Says of the product that is appended next that later tokens solve with it, and what they read of it.
  @inlinable mutating func enter(solved: [Value], gain: Value = .one) {
    inverse?.members.append((count, gain))
    inverse?.solved += solved
  }

  /// What is written of a correction that has been solved, to be appended next.
  @inlinable mutating func written<R: Rounding>(_ w: UnsafePointer<Value>, _ r: inout R) -> [Value]
  where R.Value == Value {
    let solved = Array(UnsafeBufferPointer(start: w, count: columns))
    guard let error = inverse?.error(of: solved, &r) else { return solved }
    enter(solved: solved)
    return zip(solved, error).map { $0 + $1 }
  }
}

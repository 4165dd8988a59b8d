import DeltaScalars

/// The inverse T of I + L that a kernel forms first, token after token of a chunk, and what it makes of the corrections (TOL-17).
///
///     (I + L) w = b     by substitution: w_j = b_j − Σ_l L_jl w_l     formed first: w_j = Σ_l T_jl b_l
///
/// What one token leaves wrong, substitution takes away at the next; a product with T does not. Forwards w is u and L_jl =
/// gain_j·k_jᵀΓk̃_l; backwards w is the gradient of u, and L is transposed.
@usableFromInline struct FormedInverse<Value: Scalar> {
  /// The rows of T as they should be, and as they are formed of operands: j + 1 elements each.
  @usableFromInline var rows: [[Value]] = []
  @usableFromInline var formed: [[Value]] = []
  /// w_j as substitution solves it, b_j, and b_j as the product with T reads it: V elements each.
  @usableFromInline var values: [[Value]] = []
  @usableFromInline var right: [(exact: [Value], factors: [Value])] = []
  /// L of the token at hand, from the first to the last token before it.
  @usableFromInline var asked: [Value] = []
  /// The pending products that later tokens solve with, and the gain of each where it is its own and not theirs.
  @usableFromInline var members: [(product: Int, gain: Value)] = []
  /// What solving reads of each pending product in the place of what is written, V elements each.
  @usableFromInline var solved: [Value] = []

  @inlinable init() {}

  /// What forming T first makes wrong in w, V elements, which substitution has solved.
  @inlinable mutating func error<R: Rounding>(of w: [Value], _ r: inout R) -> [Value] where R.Value == Value {
    var (row, b) = ([Value](repeating: .zero, count: asked.count), w)
    var formedRow = row
    for (l, overlap) in asked.enumerated() {
      let factor = r.operand(overlap)
      for m in 0...l {
        row[m].addProduct(-overlap, rows[l][m])
        formedRow[m] = r(formedRow[m] - factor * r.operand(formed[l][m]))
      }
      for j in w.indices { b[j].addProduct(overlap, values[l][j]) }
    }
    rows.append(row + [.one])
    formed.append(formedRow + [.one])
    values.append(w)
    right.append((b, b.map { r.operand($0) }))
    var error = [Value](repeating: .zero, count: w.count)
    for (l, b) in right.enumerated() {
      // T is read as a factor once more, whatever it was formed of.
      let (exact, formed) = (rows[rows.count - 1][l], formed[rows.count - 1][l])
      let factor = r.operand(exact) + (formed - exact)
      for j in error.indices { error[j] += factor * b.factors[j] - exact * b.exact[j] }
    }
    return error
  }

  /// What solving reads of products that are written as they are: the same.
  @inlinable mutating func align(with written: [Value]) {
    if solved.count < written.count { solved += written[solved.count...] }
  }
}

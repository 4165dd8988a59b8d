import DeltaScalars

/// The decays of one chunk as a C×K table, and the sums weighted by ratios Γ_ij that the reversed chunk needs.
///
/// Γ_ij is a product of decays, never a quotient; a block is halved, and between its halves Γ_ij factors at the border, as
/// in the forward pass. Source: CH-5, CH-8.
@usableFromInline struct ChunkRatios<K: Kernels> {
  @usableFromInline typealias S = K.Value
  /// α_i in every channel.
  @usableFromInline let decays: Dense<S>

  @inlinable init(_ decays: Dense<S>) { self.decays = decays }

  /// Row i of `range` times the product of the decays of tokens `range.lowerBound … i`.
  @inlinable func fromStart(_ x: Dense<S>, _ range: Range<Int>) -> Dense<S> {
    var result = x.rows(range)
    for c in 0..<x.columns {
      var product = S.one
      for i in range {
        product = product * decays[i, c]
        result[i - range.lowerBound, c] = product * x[i, c]
      }
    }
    return result
  }

  /// Row j of `range` times the product of the decays of tokens `j+1 …` to the end of the range.
  @inlinable func toEnd(_ x: Dense<S>, _ range: Range<Int>) -> Dense<S> {
    var result = x.rows(range)
    for c in 0..<x.columns {
      var product = S.one
      for j in range.reversed() {
        result[j - range.lowerBound, c] = product * x[j, c]
        product = product * decays[j, c]
      }
    }
    return result
  }

  /// γ_C, the product over the chunk in each channel.
  @inlinable var whole: [S] {
    (0..<decays.columns).map { c in (0..<decays.rows).reduce(S.one) { $0 * decays[$1, c] } }
  }

  /// left_iᵀ Γ_ij right_j for i ≥ j, zero above the diagonal.
  @inlinable func interactions(_ left: Dense<S>, _ right: Dense<S>) -> Dense<S> {
    var result = Dense<S>(left.rows, left.rows)
    for i in 0..<left.rows {
      for c in 0..<left.columns { result[i, i].addProduct(left[i, c], right[i, c]) }
    }
    halves(0..<left.rows) { early, late in
      let block = fromStart(left, late).times(toEnd(right, early), transposed: (false, true), K.self)
      for i in late { for j in early { result[i, j] = block[i - late.lowerBound, j - early.lowerBound] } }
    }
    return result
  }

  /// Adds Σ_j P_ij Γ_ij∘x_j to row i of `rows` and Σ_i P_ij Γ_ij∘y_i to row j of `columns`, for P lower triangular, and to
  /// row t of `logs` the terms P_ij y_i∘Γ_ij∘x_j whose Γ_ij contains α_t, those with j < t ≤ i.
  @inlinable func reverse(
    _ P: Dense<S>, left y: Dense<S>, right x: Dense<S>, into rows: inout Dense<S>, _ columns: inout Dense<S>,
    _ logs: inout Dense<S>
  ) {
    for i in 0..<P.rows {
      for c in 0..<x.columns {
        rows[i, c].addProduct(P[i, i], x[i, c])
        columns[i, c].addProduct(P[i, i], y[i, c])
      }
    }
    halves(0..<P.rows) { early, late in
      let block = Dense(late.count, early.count, late.flatMap { i in early.map { P[i, $0] } })
      let ones = Dense(P.rows, x.columns, .init(repeating: S.one, count: P.rows * x.columns))
      let (fromBorder, toBorder) = (fromStart(ones, late), toEnd(ones, early))
      let forRows = block.times(x.rows(early).combined(toBorder, *), K.self).combined(fromBorder, *)
      let forColumns = block.times(y.rows(late).combined(fromBorder, *), transposed: (true, false), K.self)
        .combined(toBorder, *)
      for c in 0..<x.columns {
        for i in late { rows[i, c] = rows[i, c] + forRows[i - late.lowerBound, c] }
        for j in early { columns[j, c] = columns[j, c] + forColumns[j - early.lowerBound, c] }
        // Of the pairs of this block, α_t of the later half is in those with i ≥ t, of the earlier in those with j < t.
        var sum = S.zero
        for t in late.reversed() {
          sum.addProduct(y[t, c], forRows[t - late.lowerBound, c])
          logs[t, c] = logs[t, c] + sum
        }
        sum = .zero
        for t in early {
          logs[t, c] = logs[t, c] + sum
          sum.addProduct(x[t, c], forColumns[t - early.lowerBound, c])
        }
      }
    }
  }

  /// Visits the pairs of halves of a block, of its halves, and so on down to single tokens.
  @inlinable func halves(_ block: Range<Int>, _ body: (_ early: Range<Int>, _ late: Range<Int>) -> Void) {
    guard block.count > 1 else { return }
    let middle = (block.lowerBound + block.upperBound) / 2
    body(block.lowerBound..<middle, middle..<block.upperBound)
    halves(block.lowerBound..<middle, body)
    halves(middle..<block.upperBound, body)
  }
}

import DeltaScalars

/// What the reversed chunk needs of the decays: rows scaled as in the forward run, the reversal of the interactions, and
/// the gradient of each decay.
///
/// As forwards, Γ_ij is a product of decays; a block is halved, and between its halves Γ_ij factors at the border.
/// Source: CH-5, CH-8.
extension DecayRatios {
  /// Row i of `range` times the product of the decays of tokens `range.lowerBound … i − lag`.
  @inlinable func fromStart(_ x: Dense<S>, _ range: Range<Int>, lag: Int = 0) -> Dense<S> {
    scaled(x, range) { fromStart($0, range, into: $1, lag: lag) }
  }

  /// Row j of `range` times the product of the decays of tokens `j+1 …` to the end of the range.
  @inlinable func toEnd(_ x: Dense<S>, _ range: Range<Int>) -> Dense<S> {
    scaled(x, range) { toEnd($0, range, into: $1) }
  }

  @inlinable func scaled(
    _ x: Dense<S>, _ range: Range<Int>, _ scale: (_ x: Rows<S>, _ out: UnsafeMutablePointer<S>) -> Void
  ) -> Dense<S> {
    var result = Dense<S>(range.count, K)
    x.values.withUnsafeBufferPointer { x in
      result.values.withUnsafeMutableBufferPointer { scale(Rows(x.baseAddress!, K), $0.baseAddress!) }
    }
    return result
  }

  /// γ_C, the product over the chunk in each channel.
  @inlinable var whole: [S] { (0..<K).map { c in (0..<count).reduce(S.one) { $0 * self[$1, c] } } }

  /// Adds Σ_j P_ij Γ_ij∘x_j to row i of `rows` and Σ_i P_ij Γ_ij∘y_i to row j of `columns`, for P lower triangular, and to
  /// row t of `decays` the gradient of Σ P_ij y_i∘Γ_ij∘x_j with respect to α_t.
  @inlinable func reverse<P: MatrixProducts>(
    _ pairs: Dense<S>, left y: Dense<S>, right x: Dense<S>, into rows: inout Dense<S>, _ columns: inout Dense<S>,
    _ decays: inout Dense<S>, _ products: P.Type
  ) where P.Value == S {
    for i in 0..<count {
      for c in 0..<K {
        rows[i, c].addProduct(pairs[i, i], x[i, c])
        columns[i, c].addProduct(pairs[i, i], y[i, c])
      }
    }
    let ones = Dense<S>(count, K, repeating: .one)
    forEachPairOfHalves(0..<count) { early, late in
      let block = Dense(late.count, early.count, late.flatMap { i in early.map { pairs[i, $0] } })
      let (fromBorder, toBorder) = (fromStart(ones, late), toEnd(ones, early))
      let (x, y) = (x.rows(early), y.rows(late))
      // Of the pairs of this block: what reaches the border from the earlier half, and from the later.
      let forRows = block.times(x.combined(toBorder, *), P.self)
      let forColumns = block.times(y.combined(fromBorder, *), transposed: (true, false), P.self)
      for c in 0..<K {
        for i in 0..<late.count { rows[late.lowerBound + i, c].addProduct(forRows[i, c], fromBorder[i, c]) }
        for j in 0..<early.count { columns[early.lowerBound + j, c].addProduct(forColumns[j, c], toBorder[j, c]) }
      }
      reverseFromStart(y.combined(forRows, *), late, into: &decays)
      reverseToEnd(x.combined(forColumns, *), early, into: &decays)
    }
  }

  /// Adds to row t of `decays` the gradient of `Σ_i ⟨x_i, γ_i⟩ + ⟨whole, γ_e⟩` with respect to α_t, γ_i being the product of
  /// the decays from the start of the range to token i and e its last: `γ_{t−1}∘(x_t + α_{t+1}(x_{t+1} + …))`.
  @inlinable func reverseFromStart(
    _ x: Dense<S>, _ range: Range<Int>, whole: [S]? = nil, into decays: inout Dense<S>
  ) {
    if case .none = decay { return }
    let before = fromStart(Dense(count, K, repeating: .one), range, lag: 1)
    var later = whole ?? .init(repeating: .zero, count: K)
    for t in range.reversed() {
      let row = t - range.lowerBound
      for c in 0..<K {
        later[c] = x[row, c] + (t + 1 < range.upperBound ? self[t + 1, c] * later[c] : later[c])
        decays[t, c].addProduct(before[row, c], later[c])
      }
    }
  }

  /// Adds to row t of `decays` the gradient of `Σ_j ⟨x_j, Γ_ej⟩` with respect to α_t, Γ_ej being the product of the decays
  /// after token j to the end of the range: `Γ_et∘(x_{t−1} + α_{t−1}(x_{t−2} + …))`.
  @inlinable func reverseToEnd(_ x: Dense<S>, _ range: Range<Int>, into decays: inout Dense<S>) {
    if case .none = decay { return }
    let after = toEnd(Dense(count, K, repeating: .one), range)
    var earlier = [S](repeating: .zero, count: K)
    for t in range.dropFirst() {
      let row = t - range.lowerBound
      for c in 0..<K {
        earlier[c] = x[row - 1, c] + self[t - 1, c] * earlier[c]
        decays[t, c].addProduct(after[row, c], earlier[c])
      }
    }
  }

  /// Visits the pairs of halves of a block, of its halves, and so on down to single tokens.
  @inlinable func forEachPairOfHalves(_ block: Range<Int>, _ body: (_ early: Range<Int>, _ late: Range<Int>) -> Void) {
    guard block.count > 1 else { return }
    let (early, late) = Self.halves(of: block)
    body(early, late)
    forEachPairOfHalves(early, body)
    forEachPairOfHalves(late, body)
  }
}

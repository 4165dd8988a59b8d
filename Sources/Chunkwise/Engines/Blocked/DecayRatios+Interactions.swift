import DeltaScalars

extension DecayRatios {
  /// The products under L and M of CH-2, C×C.
  ///
  ///     out_ij = left_iᵀ Γ_ij right_j   for i ≥ j; undefined above the diagonal
  ///
  /// With a lag of one Γ_ij ends at token i − 1, and the diagonal is undefined too.
  @inlinable func interactions<P: MatrixProducts>(
    _ left: Rows<S>, _ right: Rows<S>, into out: UnsafeMutablePointer<S>, _ scratch: Scratch<S>, _ products: P.Type,
    lag: Int = 0
  ) where P.Value == S {
    if case .channel(let decays) = decay {
      return halve(0..<count, left, right, decays, into: out, scratch, products, lag: lag)
    }
    let C = count
    P.multiply(
      m: C, n: C, k: K, Factor(left.first, left.stride), Factor(right.first, right.stride, transposed: true),
      into: out, C, accumulating: false)
    guard case .scalar(let decays) = decay else { return }
    for j in 0..<C {
      var ratio = S.one
      for i in j..<C {
        if i > j + lag { ratio = ratio * decays[i - lag][0] }
        out[i * C + j] = ratio * out[i * C + j]
      }
    }
  }

  /// A block on the diagonal, by halves: where rows are in the later half and columns in the earlier, Γ_ij factors at the
  /// border between them, `Γ_ij = Γ_im·Γ_mj` with j ≤ m < i, both at most 1, so that a matrix product does the work.
  @inlinable func halve<P: MatrixProducts>(
    _ block: Range<Int>, _ left: Rows<S>, _ right: Rows<S>, _ decays: Rows<S>, into out: UnsafeMutablePointer<S>,
    _ scratch: Scratch<S>, _ products: P.Type, lag: Int
  ) where P.Value == S {
    if block.count <= 4 { return direct(block, left, right, decays, into: out, scratch.early, lag: lag) }
    let (early, late) = Self.halves(of: block)
    fromStart(left, late, into: scratch.late, lag: lag)
    toEnd(right, early, into: scratch.early)
    P.multiply(
      m: late.count, n: early.count, k: K, Factor(scratch.late, K), Factor(scratch.early, K, transposed: true),
      into: out + late.lowerBound * count + early.lowerBound, count, accumulating: false)
    halve(early, left, right, decays, into: out, scratch, products, lag: lag)
    halve(late, left, right, decays, into: out, scratch, products, lag: lag)
  }

  /// A small block on the diagonal: right_j is decayed from token to token and multiplied with each left_i.
  @inlinable func direct(
    _ block: Range<Int>, _ left: Rows<S>, _ right: Rows<S>, _ decays: Rows<S>, into out: UnsafeMutablePointer<S>,
    _ decayed: UnsafeMutablePointer<S>, lag: Int
  ) {
    for j in block {
      for c in 0..<K { decayed[c] = right[j][c] }
      for i in j..<block.upperBound {
        var sum = S.zero
        for c in 0..<K {
          if i > j + lag { decayed[c] = decays[i - lag][c] * decayed[c] }
          sum.addProduct(left[i][c], decayed[c])
        }
        out[i * count + j] = sum
      }
    }
  }

  /// The earlier and the later half of a block.
  @inlinable static func halves(of block: Range<Int>) -> (early: Range<Int>, late: Range<Int>) {
    let middle = (block.lowerBound + block.upperBound) / 2
    return (block.lowerBound..<middle, middle..<block.upperBound)
  }
}

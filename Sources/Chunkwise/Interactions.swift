import DeltaOperators
import DeltaScalars

extension ChunkDecay {
  /// The products under L and M of CH-2, C×C.
  ///
  ///     out_ij = left_iᵀ Γ_ij right_j   for i ≥ j; undefined above the diagonal
  ///
  /// With a lag of one Γ_ij ends at token i − 1, and the diagonal is undefined too.
  @inlinable func interactions<Kern: Kernels>(
    _ left: Rows<S>, _ right: Rows<S>, into out: UnsafeMutablePointer<S>, channels K: Int, _ scratch: Scratch<S>,
    _ kernels: Kern.Type, lag: Int = 0
  ) where Kern.Value == S {
    if kind == .channel { return halve(0..<count, left, right, into: out, channels: K, scratch, kernels, lag: lag) }
    let C = count
    Kern.multiply(
      m: C, n: C, k: K, Factor(left.first, left.ld), Factor(right.first, right.ld, transposed: true), into: out, C,
      accumulating: false)
    guard kind == .scalar else { return }
    for j in 0..<C {
      var ratio = S.one
      for i in j..<C {
        if i > j + lag { ratio = ratio * decay(i - lag, 0) }
        out[i * C + j] = ratio * out[i * C + j]
      }
    }
  }

  /// A block on the diagonal, by halves: where rows are in the later half and columns in the earlier, Γ_ij factors at the
  /// border between them, `Γ_ij = Γ_im·Γ_mj` with j ≤ m < i, both at most 1, so that a matrix product does the work.
  @inlinable func halve<Kern: Kernels>(
    _ block: Range<Int>, _ left: Rows<S>, _ right: Rows<S>, into out: UnsafeMutablePointer<S>, channels K: Int,
    _ scratch: Scratch<S>, _ kernels: Kern.Type, lag: Int
  ) where Kern.Value == S {
    if block.count <= 4 { return direct(block, left, right, into: out, channels: K, scratch, lag: lag) }
    let middle = (block.lowerBound + block.upperBound) / 2
    let (early, late) = (block.lowerBound..<middle, middle..<block.upperBound)
    scale(left, late, into: scratch.rows, channels: K, lag: lag)
    scaleToEnd(right, early, into: scratch.columns, channels: K)
    Kern.multiply(
      m: late.count, n: early.count, k: K, Factor(scratch.rows + middle * K, K),
      Factor(scratch.columns + block.lowerBound * K, K, transposed: true),
      into: out + middle * count + block.lowerBound, count, accumulating: false)
    halve(early, left, right, into: out, channels: K, scratch, kernels, lag: lag)
    halve(late, left, right, into: out, channels: K, scratch, kernels, lag: lag)
  }

  /// A small block on the diagonal: right_j is decayed from token to token and multiplied with each left_i.
  @inlinable func direct(
    _ block: Range<Int>, _ left: Rows<S>, _ right: Rows<S>, into out: UnsafeMutablePointer<S>, channels K: Int,
    _ scratch: Scratch<S>, lag: Int
  ) {
    let decayed = scratch.columns
    for j in block {
      for c in 0..<K { decayed[c] = right[j][c] }
      for i in j..<block.upperBound {
        var sum = S.zero
        for c in 0..<K {
          if i > j + lag { decayed[c] = decay(i - lag, c) * decayed[c] }
          sum.addProduct(left[i][c], decayed[c])
        }
        out[i * count + j] = sum
      }
    }
  }
}

import DeltaOperators

extension Tensor {
  /// Numbers in [−1, 1] turned into symmetric, strictly diagonally dominant K×K matrices: legal Gram matrices.
  ///
  /// Off the diagonal the lower triangle is kept times a power of two, on it magnitudes are raised to at least ½: a
  /// number of a short format stays one.
  package func dominantGrams() -> Tensor {
    let K = shape.last!
    var shrink: Float = 0.5
    while shrink * Float(K) > 0.5 { shrink /= 2 }
    var result = self
    for position in values.indices {
      let (block, row, column) = (position / (K * K), position / K % K, position % K)
      let source = values[block * K * K + max(row, column) * K + min(row, column)]
      result.values[position] = row == column ? max(source.magnitude, 0.5) : shrink * source
    }
    return result
  }
}

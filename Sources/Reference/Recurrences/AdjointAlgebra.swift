import DeltaScalars

/// M y for y of V elements at `offset` of `vector`.
@inlinable func product<S, R: Rounding>(
  _ m: [S], at base: Int, _ K: Int, _ V: Int, _ vector: [S], at offset: Int, _ rounding: inout R
) -> [S] where R.Value == S {
  var result = [S](repeating: .zero, count: K)
  for i in 0..<K {
    var sum = S.zero
    for j in 0..<V {
      sum.addProduct(rounding.operand(m[base + i * V + j]), rounding.operand(vector[offset + j]))
      sum = rounding.accumulator(sum)
    }
    result[i] = sum
  }
  return result
}

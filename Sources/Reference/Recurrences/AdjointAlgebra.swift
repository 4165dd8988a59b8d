import Scalars

// The three bilinear maps of a K×V matrix M at an offset in an array, with the rounding points of TOL-1.

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

/// Mᵀ x for x of K elements at `offset` of `vector`.
@inlinable func transposedProduct<S, R: Rounding>(
  _ m: [S], at base: Int, _ K: Int, _ V: Int, _ vector: [S], at offset: Int, _ rounding: inout R
) -> [S] where R.Value == S {
  var result = [S](repeating: .zero, count: V)
  for i in 0..<K {
    let x = rounding.operand(vector[offset + i])
    for j in 0..<V {
      var sum = result[j]
      sum.addProduct(rounding.operand(m[base + i * V + j]), x)
      result[j] = rounding.accumulator(sum)
    }
  }
  return result
}

/// M ← M + x yᵀ for x of K elements at an offset and y of V elements at another.
@inlinable func addOuter<S, R: Rounding>(
  _ m: inout [S], _ K: Int, _ V: Int, _ x: [S], at xOffset: Int, _ y: [S], at yOffset: Int, _ rounding: inout R
) where R.Value == S {
  let rounded = (0..<V).map { rounding.operand(y[yOffset + $0]) }
  for i in 0..<K {
    let weight = rounding.operand(x[xOffset + i])
    for j in 0..<V {
      var sum = m[i * V + j]
      sum.addProduct(weight, rounded[j])
      m[i * V + j] = rounding.accumulator(sum)
    }
  }
}

import DeltaOperators
import DeltaScalars

/// The gains of channels, and their reverse (OP-G, GRAD-11).
///
///     e = b∘k,     u = w∘v − (D S)ᵀe,     S = D S + k̃ uᵀ
extension HeadSlice {
  /// e of every token, `[tokens,K]`.
  @inlinable func gainedKeys<R: Rounding>(_ r: inout R) -> [S] where R.Value == S {
    tokens.flatMap { t in
      (0..<K).map { i in r(problem.eraseGain[gate(t) * K + i] * problem.k[key(t) + i]) }
    }
  }

  /// db = k∘de,  dk += b∘de.
  @inlinable func reverseGainedKey<R: Rounding>(
    _ t: Int, _ de: [S], into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where R.Value == S {
    for i in 0..<K {
      let b = gate(t) * K + i
      gradients.eraseGain[b] = r(problem.k[key(t) + i] * de[i])
      gradients.k.add(r(problem.eraseGain[b] * de[i]), at: key(t) + i, &r)
    }
  }

  /// dw = v∘du,  dv = w∘du.
  @inlinable func reverseGainedValue<R: Rounding>(
    _ t: Int, _ du: [S], into gradients: inout LoweredGradients<S>, _ r: inout R
  ) where R.Value == S {
    for (j, du) in zip(value(t)..., du) {
      gradients.gain[j] = r(problem.v[j] * du)
      gradients.v[j] = r(problem.gain[j] * du)
    }
  }
}

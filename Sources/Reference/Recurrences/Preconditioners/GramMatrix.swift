import DeltaOperators
import DeltaScalars

/// The write keys `k̃_t = (A_t + diag Λ)⁻¹ k_t` of one key head, advancing `A_t = A_{t−1} + k_t k_tᵀ` (OP-P, EQ-2).
@inlinable func gramKeys<S, R: Rounding>(
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ keyHead: Int, gram: inout [S], rounding: inout R
) -> [S] where R.Value == S {
  let (s, K) = (p.shape, p.shape.K)
  let first = (sequence.index * s.H + keyHead) * K * K
  return sequence.tokens.flatMap { t in
    let key = ((sequence.row * s.T + t) * s.H + keyHead) * K
    advanceGram(&gram, at: first, K, decay: nil, gain: nil, p.k, at: key, &rounding)
    return ridgeSolution(gram, at: first, K, p.lambda, at: keyHead * K, p.k, at: key, &rounding)
  }
}

/// The read queries `q̃_t = (H_t + diag Λ)⁻¹ q_t` of one value head, advancing `H_t = α_t H_{t−1} + gain_t k_t k_tᵀ` (OP-P).
///
/// The ridge is not decayed. The system may be solved by a few steps of conjugate gradients instead (OP-S).
@inlinable func gramQueries<S, R: Rounding>(
  _ p: Lowered<S>, _ sequence: Shape.Sequence, _ head: Int, gram: inout [S], rounding: inout R
) -> [S] where R.Value == S {
  let (s, K) = (p.shape, p.shape.K)
  let first = (sequence.index * s.HV + head) * K * K
  return sequence.tokens.flatMap { t in
    let row = sequence.row * s.T + t
    let (gate, key) = (row * s.HV + head, (row * s.H + s.keyHead(of: head)) * K)
    advanceGram(
      &gram, at: first, K, decay: p.decay.isEmpty ? nil : p.decay[gate], gain: p.gain.isEmpty ? nil : p.gain[gate],
      p.k, at: key, &rounding)
    let ridge = s.keyHead(of: head) * K
    guard case .conjugateGradient(let iterations, let start, _) = p.options.gramSolve else {
      return ridgeSolution(gram, at: first, K, p.lambda, at: ridge, p.q, at: key, &rounding)
    }
    let system = RidgeSystem(gram: gram, first: first, K: K, ridges: p.lambda, ridge: ridge)
    return system.conjugateGradients(
      p.q, at: key, iterations: iterations, from: start, eps: p.solveEps, &rounding)
  }
}

/// `A ← α A + gain k kᵀ` for a K×K matrix inside an array; the upper triangle is the lower one, mirrored.
@inlinable func advanceGram<S, R: Rounding>(
  _ gram: inout [S], at first: Int, _ K: Int, decay: S?, gain: S?, _ keys: [S], at key: Int, _ rounding: inout R
) where R.Value == S {
  for i in 0..<K {
    for j in 0...i {
      var product = rounding.accumulator(keys[key + i] * keys[key + j])
      if let gain { product = rounding.accumulator(gain * product) }
      var old = gram[first + i * K + j]
      if let decay { old = rounding.accumulator(decay * old) }
      gram[first + i * K + j] = rounding.state(rounding.accumulator(old + product))
      gram[first + j * K + i] = gram[first + i * K + j]
    }
  }
}

/// The solution of `(A + diag Λ) x = b` by LDLᵀ without pivoting, which a positive definite matrix does not need.
///
/// Only the lower triangle of A is read. Complexity: O(K³).
@inlinable func ridgeSolution<S, R: Rounding>(
  _ gram: [S], at first: Int, _ K: Int, _ lambda: [S], at ridge: Int, _ right: [S], at start: Int,
  _ rounding: inout R
) -> [S] where R.Value == S {
  var L = Array(gram[first..<first + K * K])
  var x = Array(right[start..<start + K])
  for i in 0..<K { L[i * K + i] = rounding.accumulator(L[i * K + i] + lambda[ridge + i]) }
  // Column after column: L_ij = A_ij / D_j, and A_im −= L_ij D_j L_mj to the right; then the same for b.
  for j in 0..<K {
    for i in j + 1..<max(K, j + 1) {
      let factor = rounding.accumulator(L[i * K + j] / L[j * K + j])
      for m in j + 1..<i + 1 {
        L[i * K + m].addProduct(-factor, L[m * K + j])
        L[i * K + m] = rounding.accumulator(L[i * K + m])
      }
      x[i].addProduct(-factor, x[j])
      x[i] = rounding.accumulator(x[i])
    }
  }
  // Below the diagonal stand D_j L_ij: dividing by D once serves the diagonal and the back substitution.
  for i in (0..<K).reversed() {
    for m in i + 1..<max(K, i + 1) {
      x[i].addProduct(-L[m * K + i], x[m])
      x[i] = rounding.accumulator(x[i])
    }
    x[i] = rounding.accumulator(x[i] / L[i * K + i])
  }
  return x
}

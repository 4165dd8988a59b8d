import DeltaOperators
import DeltaScalars

/// Systems with a Gram matrix: `(A + diag Λ) x = b` (OP-P, OP-S).
extension PlainRun {
  /// What hardware gives of a reciprocal root before it is refined.
  static var estimate: Format { Format(name: "estimate", precision: 14, minimumExponent: -126, maximumExponent: 127) }

  func solvedQuery(_ gram: [F], _ ridge: [F], _ q: [F]) -> [F] {
    guard case .conjugateGradient(let steps, let start, let eps) = p.settings.options.gramSolve else {
      return solved(gram, ridge, q)
    }
    return descended(gram, ridge, q, steps, start, F(fault == .solverEpsilonForgotten ? 0 : eps))
  }

  /// By Cholesky's factors, in double precision: what is then rounded is the matrix and the solution.
  func solved(_ gram: [F], _ ridge: [F], _ b: [F]) -> [F] {
    let K = s.K
    var (factor, x) = (gram.map { Double($0) }, b.map { Double($0) })
    if fault == .solveInBF16 { factor = factor.map { Format.bf16.rounded($0) } }
    for i in 0..<K {
      if fault != .ridgeForgotten { factor[i * K + i] += Double(ridge[i]) }
      for j in 0...i {
        for m in 0..<j { factor[i * K + j] -= factor[i * K + m] * factor[j * K + m] }
        factor[i * K + j] = j < i ? factor[i * K + j] / factor[j * K + j] : factor[i * K + i].squareRoot()
      }
      for m in 0..<i { x[i] -= factor[i * K + m] * x[m] }
      x[i] /= factor[i * K + i]
    }
    for i in (0..<K).reversed() {
      for m in i + 1..<max(K, i + 1) { x[i] -= factor[m * K + i] * x[m] }
      x[i] /= factor[i * K + i]
    }
    return x.map { F($0) }
  }

  /// By steps of conjugate gradients.
  private func descended(_ gram: [F], _ ridge: [F], _ b: [F], _ steps: Int, _ start: GramSolve.Start, _ eps: F) -> [F] {
    let K = s.K
    func product(_ x: [F]) -> [F] {
      (0..<K).map { i in arithmetic.dot(K, from: ridge[i] * x[i]) { (gram[i * K + $0], x[$0]) } }
    }
    let isDiagonal = (start == .diagonal) != (fault == .solverStartExchanged)
    var x = isDiagonal ? (0..<K).map { b[$0] / (gram[$0 * K + $0] + ridge[$0]) } : [F](repeating: 0, count: K)
    let Gx = product(x)
    var r = isDiagonal ? (0..<K).map { b[$0] - Gx[$0] } : b
    var direction = r
    var square = arithmetic.sum(K) { (r[$0], r[$0]) }
    for _ in 0..<(fault == .solverStepMissing ? max(steps - 1, 0) : steps) {
      let Gp = product(direction)
      let a = square / (arithmetic.sum(K) { (direction[$0], Gp[$0]) } + eps)
      for i in 0..<K {
        x[i] += a * direction[i]
        r[i] -= a * Gp[i]
      }
      let next = arithmetic.sum(K) { (r[$0], r[$0]) }
      let share = fault == .solverDescendsSteepest ? 0 : next / (square + eps)
      for i in 0..<K { direction[i] = r[i] + share * direction[i] }
      square = next
    }
    return x
  }
}

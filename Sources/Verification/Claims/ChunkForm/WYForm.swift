import DeltaExactScalars
import DeltaOperators
import DeltaScalars

/// One chunk of a scalar-decay online operator through T, U and W, with the decays or without them in T and W.
///
///     T = (I+L)⁻¹ diag(β)    U = T V    W = T (γ∘K)    O = (γ∘Q) S_0 + M (U − W S_0)
struct WYForm {
  let outputs: [Rational]

  init(_ p: Lowered<Rational>, decays: Bool) {
    let (K, V, C) = (p.shape.K, p.shape.V, p.shape.T)
    func row(_ x: [Rational], _ i: Int, _ n: Int) -> [Rational] { Array(x[i * n..<(i + 1) * n]) }
    func Γ(_ i: Int, _ j: Int) -> Rational { (j + 1..<max(i + 1, j + 1)).reduce(Rational.one) { $0 * p.decay[$1] } }
    func γ(_ i: Int) -> Rational { (0...i).reduce(Rational.one) { $0 * p.decay[$1] } }
    let (q, k) = ((0..<C).map { row(p.q, $0, K) }, (0..<C).map { row(p.k, $0, K) })
    // Forward substitution of (I+L) [U W] = diag(β) [V γ∘K].
    var (U, W): ([[Rational]], [[Rational]]) = ([], [])
    for i in 0..<C {
      var (u, w) = (row(p.v, i, V).map { p.gain[i] * $0 }, k[i].map { p.gain[i] * (decays ? γ(i) : 1) * $0 })
      for j in 0..<i {
        let L = p.gain[i] * dot(k[i], k[j]) * (decays ? Γ(i, j) : 1)
        for n in 0..<V { u[n] = u[n] - L * U[j][n] }
        for n in 0..<K { w[n] = w[n] - L * W[j][n] }
      }
      U.append(u)
      W.append(w)
    }
    let D = (0..<C).map { difference(U[$0], transposedProduct(p.h0, W[$0])) }
    outputs = (0..<C).flatMap { i -> [Rational] in
      var o = transposedProduct(p.h0, q[i].map { γ(i) * $0 })
      for j in 0...i {
        let M = dot(q[i], k[j]) * Γ(i, j)
        for n in 0..<V { o[n].addProduct(M, D[j][n]) }
      }
      return o
    }
  }
}

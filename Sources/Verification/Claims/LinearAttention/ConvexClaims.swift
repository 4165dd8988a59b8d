import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

extension Claim {
  private enum ConvexFault: String, CaseIterable {
    case undecayedAnchor = "PGDN is anchored at S_{t−1}, not at α S_{t−1}"
    case plainGain = "P-Longhorn's gain is β, not β/(1 + β kᵀPk)"
  }

  /// OCP-1, states K×V: stationarity, and what any other state costs more.
  static let convexProgram: [Claim] = [
    Claim(
      "OCP-1", .exact,
      "PGDN's update is the unique minimiser of ‖S−αS_{t−1}‖²_{P⁻¹} − 2⟨Sk, β(v−αS_{t−1}k)⟩, "
        + "and P-Longhorn's of ‖S−S_{t−1}‖²_{P⁻¹} + β‖Sk−v‖²",
      faults: ConvexFault.allCases
    ) { seed, fault in
      var (tally, generator) = (Tally(), SplitMix64(seed: seed))
      for K in [1, 2, 3, 5, 8] {
        for _ in 0..<4 {
          let step = ConvexStep(K: K, V: 3, &generator)
          step.checkGatedDelta(anchorDecayed: fault != .undecayedAnchor, &tally)
          step.checkLonghorn(fullGain: fault == .plainGain, &tally)
        }
      }
      return tally.finding(
        "over ℚ at K ≤ 8, V = 3: the gradient is zero, and S+Δ costs exactly ‖Δ‖²_{P⁻¹} (+ β‖Δk‖²) > 0 more, "
          + "P positive definite by its minors"
      )
    }
  ]
}

/// One token before and after: everything that the two programs mention.
private struct ConvexStep {
  let K, V: Int
  let past, key, value, diagonal, other: [Rational]
  let α, β: Rational

  init(K: Int, V: Int, _ generator: inout SplitMix64) {
    (self.K, self.V) = (K, V)
    past = Rational.draw(K * V, &generator)
    (key, value) = (Rational.draw(K, &generator), Rational.draw(V, &generator))
    diagonal = Rational.drawPositive(K, &generator)
    (α, β) = (Rational.drawPositive(&generator), Rational.drawPositive(&generator))
    // A random direction Δ that is not zero.
    other = [1] + Rational.draw(K * V - 1, &generator)
  }

  /// ‖X‖² in the metric P⁻¹, P diagonal.
  private func metric(_ x: [Rational]) -> Rational {
    x.indices.reduce(Rational.zero) { $0 + x[$1] * x[$1] / diagonal[$1 / V] }
  }

  private func sum(_ x: [Rational], _ y: [Rational]) -> [Rational] { zip(x, y).map { $0 + $1 } }

  func checkGatedDelta(anchorDecayed: Bool, _ tally: inout Tally) {
    // The operator itself, its preconditioner fixed: A stays at the diagonal, and the map is the identity.
    var p = Lowered(op: .pgdn, shape: Shape(T: 1, K: K, V: V), q: key, k: key, v: value)
    (p.decay, p.gain, p.decayATK, p.gainATK, p.h0, p.a0) = ([α], [β], [1], [0], past, diagonal)
    let state = recur(p, map: IdentityMap()).ht
    let decayed = past.map { (anchorDecayed ? α : 1) * $0 }
    let u = difference(value, transposedProduct(decayed, key)).map { β * $0 }
    let objective = { (S: [Rational]) in metric(difference(S, decayed)) - 2 * dot(transposedProduct(S, key), u) }
    let gradient = difference(
      state.indices.map { (state[$0] - decayed[$0]) / diagonal[$0 / V] }, outer(key, u))
    tally.expect(gradient.allSatisfy { $0 == 0 }, "K=\(K): the gradient of PGDN's program is not zero at its update")
    let more = objective(sum(state, other)) - objective(state)
    tally.expect(more == metric(other), "K=\(K): S+Δ costs \(more) more, not ‖Δ‖² = \(metric(other))")
    expectPositive(&tally)
  }

  func checkLonghorn(fullGain: Bool, _ tally: inout Tally) {
    let writeKey = zip(diagonal, key).map { $0 * $1 }
    let gain = fullGain ? β : β / (1 + β * dot(key, writeKey))
    let residual = difference(value, transposedProduct(past, key)).map { gain * $0 }
    let state = sum(past, outer(writeKey, residual))
    let objective = { (S: [Rational]) in
      metric(difference(S, past)) + β * square(difference(transposedProduct(S, key), value))
    }
    let miss = difference(transposedProduct(state, key), value).map { β * $0 }
    let gradient = sum(state.indices.map { (state[$0] - past[$0]) / diagonal[$0 / V] }, outer(key, miss))
    tally.expect(gradient.allSatisfy { $0 == 0 }, "K=\(K): the gradient of P-Longhorn's program is not zero")
    let more = objective(sum(state, other)) - objective(state)
    let claimed = metric(other) + β * square(transposedProduct(other, key))
    tally.expect(more == claimed, "K=\(K): S+Δ costs \(more) more, not \(claimed)")
  }

  /// Sylvester: every leading minor of P is positive, so ‖Δ‖²_{P⁻¹} > 0 and the minimiser is unique.
  private func expectPositive(_ tally: inout Tally) {
    for n in 1...K {
      let minor = (0..<n * n).map { $0 / n == $0 % n ? diagonal[$0 / n] : 0 }
      tally.expect(RationalLinearAlgebra.determinant(minor, n: n) > 0, "K=\(K): P is not positive definite")
    }
    tally.expect(metric(other) > 0, "K=\(K): ‖Δ‖² = \(metric(other))")
  }
}

/// A ↦ A: the preconditioner is the diagonal state itself.
private struct IdentityMap: DiagonalMap {
  func preconditioner(_ a: Rational, head: Int) -> Rational { a }
}

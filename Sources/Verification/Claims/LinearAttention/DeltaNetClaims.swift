import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

extension Claim {
  private enum GrowthFault: String, CaseIterable {
    case largeGain = "β up to 3"
    case earlierCrossing = "linear attention is no better than knowing nothing from t ≥ d on"
  }

  /// LA-3: pathwise, hence for every distribution of keys.
  static let neverGrows = Claim(
    "LA-3", .exact,
    "unit keys, v = S*k: DeltaNet's ‖S* − S_t‖ never grows for β ∈ [0,2]; so it beats linear attention for t ≥ d+1",
    faults: GrowthFault.allCases
  ) { seed, fault in
    var (tally, generator) = (Tally(), SplitMix64(seed: seed))
    for d in [1, 2, 3, 5, 8] {
      let V = 3
      let target = Rational.draw(d * V, &generator)
      var state = [Rational](repeating: 0, count: d * V)
      for t in 1...12 {
        let key = unitVector(d, &generator)
        // Eighths of the largest gain, both ends included.
        let gain = Rational(Int.random(in: 0...8, using: &generator) * (fault == .largeGain ? 3 : 2), 8)
        let value = transposedProduct(target, key)
        let error = difference(target, state)
        var p = Lowered(op: .deltanet, shape: Shape(T: 1, K: d, V: V), q: key, k: key, v: value)
        (p.gain, p.h0) = ([gain], state)
        state = recur(p, map: QuadraticMap<Rational>()).ht
        // ‖E_t‖² = ‖E_{t−1}‖² − β(2−β)‖E_{t−1}ᵀk‖².
        let (before, after) = (square(error), square(difference(target, state)))
        let seen = square(transposedProduct(error, key))
        tally.expect(after <= before, "d=\(d), t=\(t), β=\(gain): ‖S*−S‖² grows from \(before) to \(after)")
        tally.expect(
          after == before - gain * (2 - gain) * seen, "d=\(d), t=\(t): ‖S*−S‖² is not as claimed")
      }
    }
    // A query sees ‖S*‖²/d of a state that has not grown; linear attention's share of that is 1 − t/d + t(t−1)/d².
    for d in 1...64 {
      for t in 0...3 * d {
        let share: Rational = relativeError(t, d, nil)
        let worse = t == 0 || t >= d + (fault == .earlierCrossing ? 0 : 1)
        tally.expect((share >= 1) == worse, "d=\(d), t=\(t): linear attention's relative error is \(share)")
      }
    }
    return tally.finding(
      "12 tokens at d ≤ 8 over ℚ, with ‖E_t‖² = ‖E_{t−1}‖² − β(2−β)‖E_{t−1}k‖² as an equation; "
        + "linear attention errs by ≥ ‖S*‖²/d iff t = 0 or t ≥ d+1, for all d ≤ 64, t ≤ 3d"
    )
  }
}

/// `Sᵀx` for a row-major matrix with as many rows as x has elements.
func transposedProduct<S: Scalar>(_ matrix: [S], _ x: [S]) -> [S] {
  let columns = matrix.count / x.count
  return (0..<columns).map { j in
    var sum = S.zero
    for i in x.indices { sum.addProduct(matrix[i * columns + j], x[i]) }
    return sum
  }
}

/// The elementwise difference.
func difference<S: Scalar>(_ x: [S], _ y: [S]) -> [S] { zip(x, y).map { $0 - $1 } }

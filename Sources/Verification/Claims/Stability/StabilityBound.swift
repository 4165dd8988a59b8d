import DeltaExactScalars
import DeltaScalars

extension Claim {
  /// Wrong versions of the bound on one transition.
  private enum BoundFault: String, CaseIterable, Sendable {
    case tooSmall = "the bound on ‖I − βk̃kᵀ‖² is 1.17"
    case wrongSquare = "the completed square keeps (λ − 1) in place of (λ − 1)h"
  }

  /// One transition's norm, hence a decay that bounds every stream whatever its preconditioners.
  static let everyStream = Claim(
    "STAB-3", .exact,
    "‖I − βk̃kᵀ‖² ≤ 168/143 for x = 1.5, β ≤ 1, ‖k‖ ≤ 1 and any B in [1/x, x]: α² ≤ 143/168 bounds every stream",
    faults: BoundFault.allCases
  ) { seed, fault in
    var tally = Tally()
    completeSquare(fault, &tally)
    let bound = fault == .tooSmall ? Rational(117, 100) : TransitionBound.squaredNorm(x: Rational(3, 2))
    tally.expect(fault != nil || bound == Rational(168, 143), "the bound at x = 3/2 is \(bound)")
    var generator = SplitMix64(seed: seed)
    for K in 2...5 {
      for _ in 0..<40 {
        let transition = TransitionBound.draw(K: K, &generator)
        tally.expect(TransitionBound.isBelow(bound, transition, n: K), "a transition of \(K) channels exceeds \(bound)")
      }
    }
    // Where the bound is nearly attained: B = (x, 1/x), k₁² ≈ 0.5175.
    let extreme = TransitionBound.transition(
      key: TransitionBound.unit([Rational(1061, 2500)]), weights: [Rational(3, 2), Rational(2, 3)], beta: 1)
    tally.expect(TransitionBound.isBelow(bound, extreme, n: 2), "k ≈ (0.719, 0.695), B = (3/2, 2/3) exceeds \(bound)")
    return tally.finding(
      "the identity of Specs/stability.md on a grid that determines it, and transitions drawn over ℚ")
  }

  /// φ(λ) = (μ + λ − 1 − λβh/2)² + λβ((λ − 1)h − β(λh²/4 − 1)): of degree at most 2 in each of λ, β, m and h, so
  /// that agreement on a grid of 3⁴ points is a proof.
  private static func completeSquare(_ fault: BoundFault?, _ tally: inout Tally) {
    let grid = (1...3).map { Rational($0) }
    for λ in grid {
      for β in grid {
        for m in grid {
          for h in grid {
            let (μ, one) = (β * m, Rational.one)
            let trace = 2 - 2 * μ + β * β * (m * h - one)
            let φ = λ * λ - λ * trace + (one - μ) * (one - μ)
            let root = μ + λ - one - λ * β * h / 2
            let slope = fault == .wrongSquare ? λ - one : (λ - one) * h
            let rest = λ * β * (slope - β * (λ * h * h / 4 - one))
            tally.expect(φ == root * root + rest, "the square is not complete at λ=\(λ), β=\(β), m=\(m), h=\(h)")
          }
        }
      }
    }
  }
}

/// Exact transitions `I − βk̃kᵀ` with unit keys, and the bound on their norm.
enum TransitionBound {
  /// 4(h − 1)/(h(4 − h)) with h = x + 1/x, for x below 2 + √3.
  static func squaredNorm(x: Rational) -> Rational {
    let h = x + Rational.one / x
    return 4 * (h - Rational.one) / (h * (4 - h))
  }

  /// A rational point of the unit sphere, by stereographic projection.
  static func unit(_ point: [Rational]) -> [Rational] {
    let square = point.reduce(Rational.zero) { $0 + $1 * $1 }
    return point.map { 2 * $0 / (square + Rational.one) } + [(square - Rational.one) / (square + Rational.one)]
  }

  /// I − β(B∘k)kᵀ.
  static func transition(key: [Rational], weights: [Rational], beta: Rational) -> [Rational] {
    key.indices.flatMap { i in
      key.indices.map { j in (i == j ? Rational.one : .zero) - beta * weights[i] * key[i] * key[j] }
    }
  }

  /// A unit key, B in [2/3, 3/2] with its ends among the draws, and β in [0, 1].
  static func draw(K: Int, _ generator: inout SplitMix64) -> [Rational] {
    let key = unit(Rational.draw(K - 1, &generator))
    let weights = (0..<K).map { _ in Rational(Int.random(in: 4...9, using: &generator), 6) }
    return transition(key: key, weights: weights, beta: Rational(Int.random(in: 0...4, using: &generator), 4))
  }

  /// Whether bound·I − TᵀT is positive definite: every leading minor is positive.
  static func isBelow(_ bound: Rational, _ T: [Rational], n: Int) -> Bool {
    let gap = (0..<n * n).map { p in
      let (i, j) = (p / n, p % n)
      return (0..<n).reduce(i == j ? bound : .zero) { $0 - T[$1 * n + i] * T[$1 * n + j] }
    }
    return (1...n).allSatisfy { size in
      let minor = (0..<size * size).map { gap[$0 / size * n + $0 % size] }
      return RationalLinearAlgebra.determinant(minor, n: size).sign > 0
    }
  }
}

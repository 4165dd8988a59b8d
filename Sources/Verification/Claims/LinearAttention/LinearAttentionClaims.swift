import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import DeltaScalars

extension Claim {
  /// Linear attention against the delta rule on random unit keys: LA-1 to LA-3.
  static let linearAttention: [Claim] = [
    exactError, estimatedError, exactOverlap, estimatedOverlap, neverGrows,
  ]

  enum ErrorFault: String { case squaredCount = "t² in place of t(t−1): a key meets itself once more" }
  enum OverlapFault: String { case fewerChannels = "1/(d−1)" }

  private static let errorStatement =
    "keys and queries uniform on the sphere, v = S*k: E‖o − o*‖² = (‖S*‖²/d)(1 − t/d + t(t−1)/d²) for linear attention"
  private static let overlapStatement = "keys uniform on the sphere: E(k_iᵀk_j)² = 1/d"

  /// The claimed error relative to ‖S*‖²/d.
  static func relativeError<S: Scalar>(_ t: Int, _ d: Int, _ fault: ErrorFault?) -> S {
    let pairs = fault == .squaredCount ? t * t : t * (t - 1)
    return S.one - S(t) / S(d) + S(pairs) / S(d * d)
  }

  private static let exactError = Claim(
    "LA-1", .exact, errorStatement, faults: [ErrorFault.squaredCount]
  ) { seed, fault in
    var (tally, generator) = (Tally(), SplitMix64(seed: seed))
    for (d, t) in [(2, 0), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2)] {
      let target = Rational.draw(2 * d, &generator)
      let orbits = (0..<t).map { _ in orbit(unitVector(d, &generator)) }
      let queries = orbit(unitVector(d, &generator))
      var (sum, count) = (Rational.zero, 0)
      forEachChoice(orbits) { keys in
        for q in queries {
          // Σ k(kᵀq) − q, seen through S*.
          var r = q.map { -$0 }
          for k in keys {
            let overlap = dot(k, q)
            for i in 0..<d { r[i].addProduct(overlap, k[i]) }
          }
          sum = sum + square(product(target, r))
          count += 1
        }
      }
      let claimed = square(target) / Rational(d) * relativeError(t, d, fault)
      tally.expect(sum / Rational(count) == claimed, "d=\(d), t=\(t): \(sum / Rational(count)), claimed \(claimed)")
    }
    return tally.finding(
      "averages over signed shifts of rational unit keys and query, d ≤ 3, t ≤ 3: the sphere is invariant under them"
    )
  }

  private static let estimatedError = Claim(
    "LA-1", .statistical, errorStatement, faults: [ErrorFault.squaredCount]
  ) { seed, fault in
    let (d, rows, samples) = (8, 4, 60_000)
    let lengths = [1, 8, 9, 24]
    var sphere = Sphere(d: d, seed: seed)
    let target = (0..<rows * d).map { _ in sphere.normal() }
    var estimates: [Estimate] = []
    for t in lengths {
      let claimed: Double = square(target) / Double(d) * relativeError(t, d, fault)
      var estimate = Estimate("d=8, t=\(t)", claimed: claimed)
      for _ in 0..<samples {
        let q = sphere.point()
        var r = q.map { -$0 }
        for _ in 0..<t {
          let k = sphere.point()
          let overlap = dot(k, q)
          for i in 0..<d { r[i] += overlap * k[i] }
        }
        estimate.add(square(product(target, r)))
      }
      estimates.append(estimate)
    }
    return Estimate.finding(estimates, seed: seed)
  }

  private static let exactOverlap = Claim(
    "LA-2", .exact, overlapStatement, faults: [OverlapFault.fewerChannels]
  ) { seed, fault in
    var (tally, generator) = (Tally(), SplitMix64(seed: seed))
    for d in [2, 3, 4, 8] {
      let (keys, other) = (orbit(unitVector(d, &generator)), unitVector(d, &generator))
      var sum = Rational.zero
      for k in keys {
        let overlap = dot(k, other)
        sum.addProduct(overlap, overlap)
      }
      let (mean, claimed) = (sum / Rational(keys.count), Rational(1, fault == nil ? d : d - 1))
      tally.expect(mean == claimed, "d=\(d): \(mean), claimed \(claimed)")
    }
    return tally.finding(
      "averages over signed shifts of a rational unit key, d = 2, 3, 4, 8: the sphere is invariant under them"
    )
  }

  private static let estimatedOverlap = Claim(
    "LA-2", .statistical, overlapStatement, faults: [OverlapFault.fewerChannels]
  ) { seed, fault in
    let (d, samples) = (16, 400_000)
    var sphere = Sphere(d: d, seed: seed)
    var estimate = Estimate("d=16", claimed: 1 / Double(fault == nil ? d : d - 1))
    for _ in 0..<samples {
      let overlap = dot(sphere.point(), sphere.point())
      estimate.add(overlap * overlap)
    }
    return Estimate.finding([estimate], seed: seed)
  }

  /// A vector under sign flips and cyclic shifts of its channels: what averages to I/d as `k kᵀ`.
  private static func orbit(_ vector: [Rational]) -> [[Rational]] {
    let d = vector.count
    return (0..<d).flatMap { shift in
      (0..<1 << d).map { signs in
        (0..<d).map { i in signs >> i & 1 == 0 ? vector[(i + shift) % d] : -vector[(i + shift) % d] }
      }
    }
  }

  /// Every way of taking one element of each list.
  private static func forEachChoice(_ lists: [[[Rational]]], _ body: ([[Rational]]) -> Void) {
    func descend(_ chosen: [[Rational]]) {
      guard chosen.count < lists.count else { return body(chosen) }
      for element in lists[chosen.count] { descend(chosen + [element]) }
    }
    descend([])
  }
}

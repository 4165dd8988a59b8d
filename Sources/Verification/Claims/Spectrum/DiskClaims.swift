import DeltaExactScalars
import DeltaRecurrences
import DeltaScalars

extension Claim {
  private enum DiskFault: String { case looserGain = "βx ≤ 5/2 in place of βx ≤ 2" }

  /// SPEC-2.
  ///
  /// The eigenvalues are affine in each of α, β, B and w = k∘k, so their extremes are at vertices.
  static let unitDisk = Claim(
    "SPEC-2", .exact, "‖k‖=1, B ∈ [1/x,x], βx ≤ 2 and α ∈ [0,1] put the spectrum of one token in the closed unit disk",
    faults: [DiskFault.looserGain]
  ) { seed, fault in
    let limit: Rational = fault == .looserGain ? Rational(5, 2) : 2
    var (tally, generator) = (Tally(), SplitMix64(seed: seed))
    for x in [Rational(5, 4), Rational(3, 2), 2, 3] {
      // At a vertex w is one channel, and there B is 1/x or x; the other channels do not matter.
      for α in [Rational(0), 1] {
        for β in [0, limit / x] {
          for B in [1 / x, x] {
            let eigenvalue = α * (1 - β * B)
            tally.expect(eigenvalue.magnitude <= 1, "x=\(x), α=\(α), β=\(β), B=\(B): eigenvalue \(eigenvalue)")
          }
        }
      }
      // Points inside, through the characteristic polynomial and not through the formula of the eigenvalue.
      for K in 2...6 {
        let key = unitVector(K, &generator)
        let share = { (g: inout SplitMix64) in Rational(Int.random(in: 0...16, using: &g), 16) }
        let writeKey = key.map { $0 * (1 / x + share(&generator) * (x - 1 / x)) }
        let (α, β) = (share(&generator), share(&generator) * limit / x)
        let matrix = (0..<K * K).map { p in α * ((p / K == p % K ? 1 : 0) - β * key[p / K] * writeKey[p % K]) }
        let trace = (0..<K).reduce(Rational.zero) { $0 + matrix[$1 * K + $1] }
        // K−1 eigenvalues are α, the trace gives the last.
        let last = trace - Rational(K - 1) * α
        let atLast = RationalLinearAlgebra.characteristicPolynomial(matrix, n: K).reversed().reduce(Rational.zero) {
          $0 * last + $1
        }
        tally.expect(atLast == 0, "x=\(x), K=\(K): \(last) is no eigenvalue")
        tally.expect(last.magnitude <= 1 && α <= 1, "x=\(x), K=\(K): eigenvalue \(last)")
      }
    }
    return tally.finding(
      "all vertices for x = 5/4, 3/2, 2, 3 (the eigenvalues are affine in α, β, B and k∘k), and points inside")
  }

  private enum NegativeFault: String { case closedRange = "B reaches x itself" }

  /// SPEC-3, for the kernels' defaults x = 1.5, c = −0.2, ε = 1e-6.
  static let negativeEigenvalue = Claim(
    "SPEC-3", .enclosed,
    "βx > 1 admits a negative eigenvalue, but because of ε it is reachable only if β > x^(−ρ/(1+ρ)), ρ = c − log ε",
    faults: [NegativeFault.closedRange]
  ) { _, fault in
    var tally = Tally()
    let (one, x, squash) = (Ball.one, Ball(1.5), Squash<Ball>.kernelDefaults)
    func B(_ a: Double) -> Ball { fault == .closedRange && a == 0 ? x : squash.preconditioner(Ball(a), head: 0) }
    let ρ = Ball(-0.2) - Ball.log(Ball(1e-6))
    let largest = Ball.exp(Ball.log(x) * ρ / (one + ρ))
    // Where A = 0 on the support of k (A_0 = 0 and β^P = 0) every B is B(0), the closed form; B only falls with A.
    tally.expect(B(0).agrees(with: largest, within: 1e-30), "B(0) = \(B(0)), closed form \(largest)")
    for exponent in -60..<60 {
      let a = Double(sign: .plus, exponent: exponent, significand: 1)
      tally.expect(B(2 * a).isLess(than: B(a)), "B does not fall from A=\(a) to \(2 * a)")
    }
    tally.expect(B(0x1p-60).isAtMost(B(0)), "B(0) is not the largest")
    let (reached, admitted) = (0.6875, 0.68359375)
    tally.expect(one.isLess(than: Ball(reached) * B(0)), "β=\(reached): no negative eigenvalue at A=0")
    tally.expect(one.isLess(than: Ball(admitted) * x), "β=\(admitted): βx ≤ 1")
    tally.expect((Ball(admitted) * B(0)).isLess(than: one), "β=\(admitted) ≤ 1/B(0): a negative eigenvalue is reached")
    // With β^P = 1 and A_0 = 0 the first token of K equal channels has A = 1/K.
    tally.evidence = [
      "β must exceed \(short(one / B(0))) where A=0 (any k with β^P=0, A_0=0); 2/3 would do if B reached x",
      "at a first token with β^P=1 and K equal channels (A=1/K): "
        + [1, 2, 16, 128].map { "K=\($0): β > \(short(one / B(1 / Double($0))))" }.joined(separator: ", "),
    ]
    return tally.finding(
      "x=1.5, c=−0.2, ε=1e-6: β=\(reached) reaches one at A=0; β=\(admitted) has βx > 1 and reaches none")
  }

  static func short(_ ball: Ball) -> String { String(ball.midpoint.description.prefix(8)) }
}

extension Squash where S == Ball {
  /// The kernels' defaults: x = 1.5, ε = 1e-6, centre −0.2.
  static var kernelDefaults: Squash<Ball> { Squash(x: Ball(1.5), eps: Ball(1e-6), centres: [Ball(-0.2)]) }
}

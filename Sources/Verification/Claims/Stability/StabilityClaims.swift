import DeltaExactScalars
import DeltaOperators
import DeltaScalars

extension Claim {
  /// STAB-1 and STAB-2 for every witness, STAB-3 for every stream, and STAB-4 for other bounds of the squash.
  static let stability: [Claim] =
    StabilityWitness.all.flatMap { [growth($0), threshold($0)] } + [everyStream]
    + StabilityWitness.otherBounds.map { growth($0, "STAB-4") }

  /// Wrong versions of a growing stream.
  private enum GrowthFault: String, CaseIterable, Sendable {
    case noPreconditioner = "B is 1 throughout: DeltaNet on the same keys"
    case frozen = "only the first token marks, so that B never changes"
    case misordered = "the two working keys of each block change places"
    case overstated = "a growth of a quarter of a percent more a token is claimed"
  }

  /// Every transition has its spectrum in the unit disk and the product has not.
  private static func growth(_ witness: StabilityWitness, _ clause: String = "STAB-1") -> Claim {
    let percent = Double(witness.claimed - 10_000) / 100
    return Claim(
      "\(clause) \(witness.name)", .enclosed,
      "v = 0, ‖k‖ = 1, every transition's spectrum in the unit disk: PDN's state grows by more than \(percent) % a token",
      faults: GrowthFault.allCases
    ) { _, fault in
      try Ball.withPrecision(PeriodMap.precision) {
        var tally = Tally()
        let stream = fault == .misordered ? witness.misordered : fault == .frozen ? witness.frozen : witness
        let claimed = Rational(witness.claimed + (fault == .overstated ? 25 : 0), 10_000)
        let power = (0..<witness.period).reduce(Rational.one) { power, _ in power * claimed }
        let z = Ball(power, precision: PeriodMap.precision)
        for norm in [L2Norm.maxEps, .rsqrtEps] {
          let problem = try stream.problem(norm, preconditioned: fault != .noPreconditioner)
          examineTransitions(problem, norm, &tally)
          let map = PeriodMap(problem)
          tally.expect(map.outgrows(z), "\(norm.rawValue): the state does not grow by \(z.midpoint) a period")
          tally.evidence.append("\(norm.rawValue): growth per token in \(map.growth(tokens: witness.period))")
        }
        tally.evidence.append("x = \(witness.x), ε = 1e-6, c = \(witness.centre); one period from any A:")
        tally.evidence += stream.tokens.map { "  \($0)" }
        return tally.finding(
          "det(zI − M) < 0 at z = (\(claimed))^\(witness.period), M a period of the recurrence in balls")
      }
    }
  }

  /// What the published lemma asks of each token, and what it says: unit keys at most, and 1 − β k̃ᵀk within [−1, 1].
  private static func examineTransitions(_ problem: Problem, _ norm: L2Norm, _ tally: inout Tally) {
    var stream = StabilityStream(problem)
    for t in 0..<problem.shape.T {
      let square = stream.squaredKeyNorm(t)
      let legal = norm == .maxEps ? square.agrees(with: .one, within: 1e-100) : square.isLess(than: .one)
      tally.expect(legal, "‖k‖ > 1 at token \(t)")
      let transition = stream.transition()
      let K = problem.shape.K
      let trace = (0..<K).reduce(Ball.zero) { $0 + transition[$1 * (K + 1)] }
      // K − 1 eigenvalues are 1, the other is what the trace leaves.
      tally.expect(Ball.abs(trace - Ball(K - 1)).isAtMost(.one), "the transition at token \(t) leaves the unit disk")
    }
  }

  /// A wrong statement about decay.
  private enum ThresholdFault: String, CaseIterable, Sendable {
    case tooWeak = "the weaker of the two gates is said to suffice"
    case tooStrong = "the stronger of the two gates is said not to suffice"
  }

  /// Two neighbouring float32 gates: with one the state still grows, with the other it dies away.
  private static func threshold(_ witness: StabilityWitness) -> Claim {
    Claim(
      "STAB-2 \(witness.name)", .enclosed,
      "of two neighbouring float32 log decays, one leaves the state unbounded along the stream and the next one bounds it",
      faults: ThresholdFault.allCases
    ) { _, fault in
      try Ball.withPrecision(PeriodMap.precision) {
        var tally = Tally()
        for norm in [L2Norm.maxEps, .rsqrtEps] {
          let gate = try witness.thresholdGate(norm)
          let (grows, dies) = (fault == .tooStrong ? gate.dies : gate.grows, fault == .tooWeak ? gate.grows : gate.dies)
          tally.expect(
            PeriodMap(try witness.problem(norm, gate: grows)).outgrows(.one),
            "\(norm.rawValue): bounded at g = \(grows)")
          tally.expect(
            !PeriodMap(try witness.problem(norm, gate: dies)).outgrows(.one),
            "\(norm.rawValue): unbounded at g = \(dies)")
          let decay = Ball.exp(Ball(Double(gate.dies)))
          tally.evidence.append(
            "\(norm.rawValue): unbounded at g = \(gate.grows), bounded at g = \(gate.dies) (α = \(decay.midpoint))")
        }
        return tally.finding(
          "PGDN in balls: det(I − M) < 0 with the one, ‖Mᴺ‖ < 1 for N = 2^\(PeriodMap.squarings) with the other")
      }
    }
  }
}

extension PeriodMap {
  /// Bounds of the growth per token, decimal, from the map of a period of so many tokens.
  func growth(tokens: Int) -> String {
    let upper = spectralBound(squarings: Self.squarings)
    let lower = upper * (Ball.one - Ball(0x1p-40))
    func root(_ z: Ball) -> Ball { Ball.exp(Ball.log(z) / Ball(tokens)) }
    let least = outgrows(lower) == .yes ? "\(root(lower).lowerBound)" : "?"
    return "(\(least), \(root(upper).upperBound)]"
  }
}

extension StabilityWitness {
  /// The neighbouring gates between which the decay per period passes 1/ρ.
  func thresholdGate(_ norm: L2Norm) throws -> (grows: Float, dies: Float) {
    let radius = PeriodMap(try problem(norm)).spectralBound(squarings: PeriodMap.squarings)
    let gate = (-Ball.log(radius) / Ball(period)).midpoint
    let nearest = Float(gate)
    return Double(nearest) > gate ? (nearest, nearest.nextDown) : (nearest.nextUp, nearest)
  }

  /// The stream with the first two working tokens of each block exchanged.
  var misordered: StabilityWitness {
    var other = self
    for mark in tokens.indices where tokens[mark].marks { other.tokens.swapAt(mark + 1, mark + 2) }
    return other
  }

  /// The stream in which A never changes after the first token.
  var frozen: StabilityWitness {
    var other = self
    for t in 1..<period { other.tokens[t] = Token(key: tokens[t].key, beta: tokens[t].beta, marks: false) }
    return other
  }
}

import DeltaExactScalars
import DeltaScalars

extension Claim {
  /// EQ-1 to EQ-5, each over the rationals and over F_p.
  static let equivalences: [Claim] = Equivalence.allCases.flatMap { [exact($0), identity($0)] }

  private static func exact(_ clause: Equivalence) -> Claim {
    Claim(clause.rawValue, .exact, clause.statement, faults: [clause.fault]) { seed, fault in
      // EQ-5's C divides by det G at every token, and the rationals grow with it.
      let sizes =
        clause == .eq5
        ? [(1, 1, 8), (2, 2, 16), (4, 2, 16), (8, 2, 16), (16, 1, 8)]
        : [(1, 1, 8), (3, 2, 16), (8, 3, 40), (16, 4, 64)]
      var tally = Tally()
      for (K, V, T) in sizes {
        var run = EquivalenceRun<Rational>(
          clause: clause, K: K, V: V, T: T, generator: SplitMix64(seed: seed &+ UInt64(K)), fault: fault)
        run.run(solvedAt: Set(1...T), &tally)
      }
      let text = sizes.map { "\($0.0)×\($0.1)×\($0.2)" }.joined(separator: ", ")
      return tally.finding("over ℚ at d×V×T = \(text), solved anew at every token")
    }
  }

  private static func identity(_ clause: Equivalence) -> Claim {
    Claim(clause.rawValue, .identity, clause.statement, faults: [clause.fault]) { seed, fault in
      // EQ-5 solves for C at every token: fewer value channels keep it to seconds.
      let (K, T, V, points) = clause == .eq5 ? (128, 512, 16, 2) : (128, 512, 128, 2)
      let solved: Set = [1, 2, 127, 128, 129, 256, 511, 512]
      var tally = Tally()
      for point in 0..<points {
        var run = EquivalenceRun<PrimeField>(
          clause: clause, K: K, V: V, T: T, generator: SplitMix64(seed: seed &+ UInt64(point) << 32), fault: fault)
        run.run(solvedAt: solved, &tally)
      }
      let bound = SchwartzZippel(degree: EquivalenceDegree.bound(clause, K: K, T: T), points: points)
      tally.evidence = ["solved by elimination at tokens \(solved.sorted().map(String.init).joined(separator: ", "))"]
      return tally.finding("d=\(K), V=\(V), T=\(T), every token against G and C, \(solved.count) solved; \(bound.text)")
    }
  }
}

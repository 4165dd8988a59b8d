import DeltaOperators
import Testing

@testable import DeltaInputs

private enum Trial {
  /// What passed a trial once, because it needs two things, or a number of many bits.
  static let kinds: [(String, @Sendable (Problem) -> Bool)] = [
    ("a second chunk in a pack", { $0.shape.cuSeqlens != nil && $0.shape.sequences.contains { $0.tokens.count > 64 } }),
    ("a second chunk in rows", { $0.shape.B > 1 && $0.shape.T > 64 }),
    ("grouped heads beyond a chunk", { $0.shape.group > 1 && $0.shape.T > 64 }),
    ("a scale without a norm", { $0.settings.scale != nil && $0.settings.l2norm == .none }),
    ("a scale in a pack", { $0.settings.scale != nil && $0.shape.cuSeqlens != nil }),
    ("a bound of many bits", { $0.settings.gate == .lowerBound && $0.settings.lowerBound == -4.3 }),
    ("a bounded gate without a bias", { $0.settings.gate == .lowerBound && $0.inputs[.dtBias] == nil }),
    ("an x of many bits", { $0.settings.x == 1.3 }),
    ("S without A", { $0.inputs[.h0] != nil && $0.inputs[.a0] == nil }),
    ("A without S", { $0.inputs[.h0] == nil && $0.inputs[.a0] != nil }),
    ("two empty sequences side by side", { $0.shape.cuSeqlens?.starts(with: [0, 0, 0]) ?? false }),
    ("thirty-three rows", { $0.shape.B == 33 }), ("sixty-eight heads of rows", { $0.shape.B * $0.shape.HV == 68 }),
    ("thirty-five sequences", { $0.shape.N == 35 }), ("512 channels", { $0.shape.K == 512 }),
    ("one value channel", { $0.shape.V == 1 && $0.shape.K > 1 }),
    ("no token in two rows", { $0.shape.B == 2 && $0.shape.T == 0 }),
    (
      "a gain of A of zero beside its gate",
      { p in
        p.inputs[.betaATK].map { gains in zip(gains.values, p[.gATK].values).contains { $0 == 0 && $1 < 0 } } ?? false
      }
    ),
  ]
}

@Suite("GEN-3: every choice meets every other") struct CombinedTests {
  static let levels = [3, 3, 2, 3, 2, 3, 2, 2, 3, 2]

  @Test("the array holds every pair of levels of every pair of factors") func covering() {
    let rows = Regime.coveringArray
    #expect(rows.allSatisfy { $0.count == Self.levels.count && zip($0, Self.levels).allSatisfy { $0 < $1 } })
    for (i, first) in Self.levels.enumerated() {
      for (j, second) in Self.levels.enumerated() where i < j {
        let met = Set(rows.map { [$0[i], $0[j]] })
        #expect(met.count == first * second, "\(i), \(j)")
      }
    }
  }

  @Test(
    "every operator is asked all of it, with gradients of half, and every problem is legal", arguments: Operator.all)
  func asked(op: Operator) throws {
    let cases = Suite.allCases(.quick, for: op).filter { $0.regime == "combined" }
    #expect(cases.count == 18 && cases.filter { $0.id.hasSuffix(".gradients") }.count == 6)
    for c in cases { try c.problem.validate() }
  }

  @Test("kinds without which faults survived are there", arguments: 0..<17) func kinds(index: Int) {
    let (name, isMet) = Trial.kinds[index]
    #expect(Suite.allCases(.quick, for: .pgdn).contains { isMet($0.problem) }, "\(name)")
  }

  /// The same of random problems, with what only they have.
  @Test("random problems have settings of many bits, thresholds, gains above one, faint keys, zeros and crowds")
  func random() throws {
    let generator = ProblemGenerator(operators: [.pgdn])
    var found = Set<String>()
    for seed in 0..<1500 as Range<UInt64> {
      let p = generator.draw(seed: seed)
      try p.validate()
      if p.settings.eps != 1e-6 { found.insert("eps") }
      if p.settings.x == 1.3 { found.insert("x") }
      if p.settings.gate == .lowerBound, p.settings.lowerBound != -5 { found.insert("bound") }
      if p.settings.gate != .log, p.inputs[.dtBias] == nil { found.insert("bias") }
      if p.settings.gate == .softplus, p[.aLog].values.allSatisfy({ $0 < -2 }), !p[.aLog].values.isEmpty {
        found.insert("threshold")
      }
      if p[.beta].values.contains(where: { $0 > 1 }) { found.insert("gain") }
      if p.shape.B == 17 { found.insert("rows") }
      if p.shape.N > 30 { found.insert("sequences") }
      if p.cotangents.count == 1 { found.insert("alone") }
      if zip(p[.betaATK].values, p[.gATK].values).contains(where: { $0 == 0 && $1 < 0 }) { found.insert("zero") }
      if p[.k].values.contains(where: { $0 != 0 && $0.magnitude < 1e-11 }) { found.insert("faint") }
    }
    let all: Set = ["eps", "x", "bound", "bias", "threshold", "gain", "rows", "sequences", "alone", "zero", "faint"]
    #expect(found == all, "\(all.subtracting(found))")
  }
}

import DeltaOperators
import Testing

@testable import DeltaInputs

@Suite("GEN-9: what a plain kernel is asked") struct PlainKernelTests {
  /// Whether a kernel answers it that has one dialect and no option: log gates, one value head a key head, rows and no packs.
  static func isPlain(_ p: Problem) -> Bool {
    func isTile(_ extent: Int) -> Bool { extent >= 16 && extent & (extent - 1) == 0 }
    return p.settings == Settings() && p.shape.cuSeqlens == nil && p.shape.H == p.shape.HV && isTile(p.shape.K)
      && isTile(p.shape.V)
  }

  /// Regimes whose difficulty is another dialect: raw gates, packs, groups of heads, settings, no norm, options.
  static let dialects: Set<String> = [
    "packed", "settings", "combined", "gate-raw-softplus", "gate-raw-no-bias", "gate-raw-between", "gate-raw-faint",
    "gate-raw-saturated",
    "gate-raw-bounded", "gain-steps", "write-key", "solver", "query-shift",
  ]

  @Test("every other regime has a case for it, with outputs and with gradients", arguments: Operator.all)
  func everyRegime(op: Operator) {
    // Regimes that ask for gradients alone, and for outputs alone.
    let asked: [(cases: [Case], exempt: Set<String>)] = [
      (
        Suite.cases(.quick, for: op),
        [
          "cotangents", "cotangents-large", "cotangents-small", "whole-chunks", "head-sizes", "state-zero",
        ]
      ),
      (Suite.gradientCases(.quick, for: op), ["values-small", "state-large", "long", "gate-equal"]),
    ]
    let known: Set<String> = Set(Suite.allCases(.quick, for: op).map(\.regime)).subtracting(Self.dialects)
    for (cases, exempt) in asked {
      let regimes = known.subtracting(exempt)
      let plain = Set(cases.filter { Self.isPlain($0.problem) }.map(\.regime))
      #expect(plain.isSuperset(of: regimes), "\(regimes.subtracting(plain))")
      #expect(regimes.count > 15)
    }
  }

  @Test("they are more than the share that a pass needs", arguments: Operator.all) func share(op: Operator) {
    let cases = Suite.allCases(.quick, for: op)
    let plain = cases.filter { Self.isPlain($0.problem) }
    #expect(Double(plain.count) > 0.5 * Double(cases.count), "\(op): \(plain.count) of \(cases.count)")
  }

  @Test("heads of at least 16 channels and K ≠ V are the rule", arguments: Operator.all) func sizes(op: Operator) {
    let shapes = Suite.allCases(.quick, for: op).map(\.problem.shape)
    let large = shapes.filter { $0.K >= 16 && $0.V >= 16 }
    #expect(Double(large.count) > 0.9 * Double(shapes.count))
    #expect(Double(large.count { $0.K != $0.V }) > 0.85 * Double(shapes.count))
    #expect(shapes.contains { min($0.K, $0.V) < 16 } && shapes.contains { $0.K == $0.V })
  }

  /// What survived a trial once, because no request had it.
  static let kinds: [(String, @Sendable (Problem) -> Bool)] = [
    ("four value heads a key head", { $0.shape.group == 4 }), ("eight", { $0.shape.group == 8 }),
    ("three rows", { $0.shape.B == 3 }), ("eight heads", { $0.shape.H == 8 }), ("sixteen", { $0.shape.H > 16 }),
    ("wide values", { $0.shape.V > 64 }), ("long keys and values", { $0.shape.K > 90 && $0.shape.V > 90 }),
    ("two heads of keys above 64", { $0.shape.K > 64 && $0.shape.H > 1 }),
    ("three value heads a key head, and two key heads", { $0.shape.group == 3 && $0.shape.H == 2 }),
    ("thousands of tokens", { $0.shape.T > 2048 }), ("zero queries", { $0[.q].values.contains(0) }),
  ]

  @Test("kinds of requests without which faults survived are there", arguments: Operator.all) func kinds(op: Operator) {
    let outputs = Suite.cases(.quick, for: op).map(\.problem)
    for (kind, holds) in Self.kinds { #expect(outputs.contains(where: holds), "\(kind)") }
    let gradients = Suite.gradientCases(.quick, for: op).map(\.problem)
    for name in CotangentName.allCases where gradients.contains(where: { $0.outputNames.contains(name.output) }) {
      #expect(gradients.contains { Array($0.cotangents.keys) == [name] }, "\(name) alone")
    }
    #expect(gradients.contains { $0.cotangents.count == $0.outputNames.count })
    #expect(gradients.contains { $0.shape.B == 3 })
    #expect(Suite.gradientCases(.full, for: op).contains { $0.problem.shape.T > 2048 })
    if AxisTrait.tokenGates.isMet(by: op) {
      let raw = gradients.filter { $0.settings.gate == .softplus }
      #expect(raw.contains { $0.shape.B > 1 })
      #expect(raw.contains { $0[.g].values.allSatisfy { $0 > 2.5 } && $0[.g].values.contains { $0 < 6.5 } })
    }
    if AxisTrait.gainTensor.isMet(by: op) {
      #expect(
        (outputs + gradients).contains { p in Self.isPlain(p) && p.gains.contains { p[$0].values.contains { $0 > 1.1 } }
        })
    }
    let wide = outputs.filter { min($0.shape.K, $0.shape.V) > 64 && $0.shape.T > 64 }
    let long = Suite.cases(.full, for: op).filter { $0.problem.shape.K > 64 && $0.problem.shape.T > 64 }
    // Systems of that size are for the full suite.
    #expect(!long.isEmpty && wide.isEmpty == AxisTrait.gram.isMet(by: op))
    if !AxisTrait.gram.isMet(by: op) { #expect(outputs.contains { $0.shape.K == 256 }) }
  }
}

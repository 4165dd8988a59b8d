import DeltaGoldens
import DeltaOperators
import Testing

@testable import DeltaDrift
@testable import DeltaInputs

/// The tables of regimes and themes against the inputs that are drawn.
@Suite("GEN-3, DRIFT-1, FIX-7: tables of inputs") struct InputPageTests {
  @Test("GEN-3: every regime is listed, in the order of the suite, and no other") func regimes() throws {
    let stated = try SpecPage("generators").section("GEN-3").rows.flatMap { SpecPage.Section.names($0[0]) }
    #expect(stated == Regime.all.map(\.name))
  }

  @Test("FIX-7: every theme of outputs is listed, and no other") func themes() throws {
    let stated = try SpecPage("goldens").section("FIX-7").rows.flatMap { SpecPage.Section.names($0[0]) }
    let drawn = GoldenCatalogue.all.map { String($0.id.dropFirst($0.op.name.count + 1)) }
      .filter { !$0.hasPrefix("gradient-") }
    #expect(stated.count == Set(stated).count && Set(stated) == Set(drawn))
  }

  /// Who has a regime, in the words of DRIFT-1.
  static let having: [String: @Sendable (Operator) -> Bool] = [
    "all": { _ in true }, "with a decay": { $0.axes.decay != .none }, "online": { $0.axes.solve == .online },
  ]

  @Test("DRIFT-1: every long regime is listed with its gates and its operators") func long() throws {
    let rows = try SpecPage("drift").section("DRIFT-1").rows
    #expect(rows.map { $0[0] } == DriftRegime.allCases.map(\.rawValue))
    for (row, regime) in zip(rows, DriftRegime.allCases) {
      let has = try #require(Self.having[row[4]], "\(row[4])")
      #expect(Operator.all.allSatisfy { has($0) == regime.applies(to: $0) }, "\(regime)")
      let ends = row[1].replacing("−", with: "-").split(separator: " … ").compactMap { Double($0) }
      switch row[1] {
      case "none, or exactly 0": #expect(regime.gates == 0...0)
      case "none, or as slow-decay": #expect(regime.gates == DriftRegime.slowDecay.gates)
      default: #expect(ends == [regime.gates.lowerBound, regime.gates.upperBound], "\(regime)")
      }
    }
  }
}

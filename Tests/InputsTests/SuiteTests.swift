import DeltaOperators
import Testing

@testable import DeltaInputs

@Suite("GEN: the suite's cases") struct SuiteTests {
  @Test(
    "GEN-1: every value is a bf16 number unless float32 is the subject, and every problem is legal",
    arguments: Operator.all)
  func legal(op: Operator) throws {
    let cases = Suite.cases(.full, for: op)
    #expect(cases.count > 90)
    for c in cases + Suite.gradientCases(.full, for: op) {
      try c.problem.validate()
      guard c.regime != "float32", !c.id.contains("-f32") else { continue }
      for (name, tensor) in c.problem.inputs {
        #expect(tensor.values.allSatisfy { $0.bitPattern & 0xFFFF == 0 }, "\(c.id) \(name)")
      }
    }
  }

  @Test("ids are unique, and the full level contains the quick one", arguments: Operator.all) func ids(op: Operator) {
    let (quick, full) = (Suite.allCases(.quick, for: op), Suite.allCases(.full, for: op))
    #expect(Set(full.map(\.id)).count == full.count)
    let known = Dictionary(uniqueKeysWithValues: full.map { ($0.id, $0.problem) })
    #expect(quick.allSatisfy { known[$0.id] == $0.problem })
  }

  @Test("every regime either has cases for an operator or says why not", arguments: Operator.all)
  func omitted(op: Operator) {
    let present = Set(Suite.allCases(.quick, for: op).map(\.regime))
    let absent = Suite.omitted(for: op)
    #expect(present.isDisjoint(with: absent.map(\.regime)))
    #expect(present.count + absent.count == Regime.all.count)
    #expect(absent.allSatisfy { !$0.reason.isEmpty })
  }

  @Test("GEN-2: parameters of heads and channels differ") func distinct() throws {
    let c = try #require(Suite.cases(.quick, for: .pkda).first { $0.problem.shape.H > 1 && $0.problem.shape.HV > 3 })
    let (gates, s) = (c.problem[.g], c.problem.shape)
    // The gates of all value heads at the first token.
    let firstToken: [[Float]] = (0..<s.HV).map { head in Array(gates.values[head * s.K..<(head + 1) * s.K]) }
    #expect(Set(firstToken).count == s.HV)
    #expect(Set(c.problem[.logATKScale].values).count == s.H)
  }

  @Test("GEN-3: the quick suite is small", arguments: Operator.all) func size(op: Operator) {
    let work = Suite.allCases(.quick, for: op).reduce(0) { $0 + $1.problem.shape.stateElements }
    #expect(work < 12_000_000)
  }

  @Test("GEN-1: the stream of a name is pinned") func pinned() {
    var draw = Draw("pgdn.tail-15")
    let drawn: [Float] = (0..<4).map { _ in draw.next(-1...1) }
    let expected: [Float] = [-0.765625, 0.028198242, -0.91796875, 0.421875]
    #expect(drawn == expected)
  }
}

import DeltaOperators
import Testing

@testable import DeltaInputs

@Suite("GEN-7, GEN-8: other draws of the suite") struct SuiteDrawTests {
  @Test(
    "GEN-7: seed 1 is the pinned draw, and another seed draws other values for the same regimes",
    arguments: Operator.all)
  func seeds(op: Operator) throws {
    let pinned = Suite.allCases(.quick, for: op)
    #expect(Suite.allCases(.quick, for: op, SuiteDraw(seed: 1)).map(\.id) == pinned.map(\.id))
    let other = Suite.allCases(.quick, for: op, SuiteDraw(seed: 7))
    #expect(other.map(\.regime) == pinned.map(\.regime) && other.map(\.problem.shape) == pinned.map(\.problem.shape))
    #expect(Set(other.map(\.id)).isDisjoint(with: pinned.map(\.id)))
    for (a, b) in zip(pinned, other) where a.problem.shape.T > 0 {
      try b.problem.validate()
      #expect(a.problem[.v] != b.problem[.v] && b.id.contains(".seed-7"), "\(b.id)")
    }
  }

  @Test("GEN-8: every regime that does not set extents is drawn at every size", arguments: Operator.all)
  func sizes(op: Operator) throws {
    let sizes = [HeadDim(K: 32, V: 16), HeadDim(K: 16, V: 16)]
    let draw = SuiteDraw(headDims: sizes)
    let cases = Suite.allCases(.quick, for: op, draw)
    for size in sizes {
      let own = cases.filter { $0.problem.shape.K == size.K && $0.problem.shape.V == size.V }
      #expect(own.count == cases.count / 2 && own.allSatisfy { $0.id.contains(".\(size)") })
      let regimes = Set(own.map(\.regime)), omitted = Set(Suite.omitted(for: op, draw).map(\.regime))
      #expect(regimes.isDisjoint(with: omitted) && regimes.count + omitted.count == Regime.all.count)
    }
    for c in cases { try c.problem.validate() }
    #expect(Set(cases.map(\.id)).count == cases.count)
  }

  @Test(
    "GEN-8: a size is one number or two",
    arguments: [
      ("64", HeadDim(K: 64, V: 64)), ("64x128", HeadDim(K: 64, V: 128)), ("", nil), ("0", nil), ("64x", nil),
      ("x", nil),
      ("-1", nil), ("64x64x64", nil), ("9999999999999999999", nil), ("4097", nil),
    ] as [(String, HeadDim?)])
  func parsing(text: String, size: HeadDim?) { #expect(HeadDim(text) == size) }
}

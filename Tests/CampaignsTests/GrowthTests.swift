import DeltaConcurrent
import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaCampaigns

@Suite("CAMP-8: growth of states") struct GrowthTests {
  /// One token of PDN with two channels, from A_0 = 0.
  static func token(_ key: [Float], norm: L2Norm = .maxEps) throws -> Problem {
    let x = Tensor([1, 1, 1, 2], key)
    return Problem(
      try .named("pdn"), Shape(T: 1, K: 2, V: 3), Settings(scale: 1, l2norm: norm),
      inputs: [
        .q: x, .k: x, .v: Tensor([1, 1, 1, 3], repeating: 5), .beta: Tensor([1, 1, 1], repeating: 1),
        .gATK: Tensor([1, 1, 1]), .betaATK: Tensor([1, 1, 1], repeating: 1), .logATKScale: Tensor([1], [-1]),
      ])
  }

  @Test("the norm is that of I − βk̃kᵀ, written out") func norm() throws {
    let (k, x, eps) = ([0.6, 0.8], 1.5, 1e-6)
    let B = k.map { a -> Double in
      let r = Double.log(a * a + eps) + 1
      return Double.exp(-Double.log(x) * r / (1 + r.magnitude))
    }
    let M = [1 - B[0] * k[0] * k[0], -B[0] * k[0] * k[1], -B[1] * k[1] * k[0], 1 - B[1] * k[1] * k[1]]
    // The larger eigenvalue of MᵀM.
    let (trace, determinant) = (M.reduce(0) { $0 + $1 * $1 }, M[0] * M[3] - M[1] * M[2])
    let exact = ((trace + (trace * trace - 4 * determinant * determinant).squareRoot()) / 2).squareRoot()
    let found = try #require(Amplification(Self.token([3, 4])))
    #expect(abs(found.norm - exact) < 1e-7 && found.norm > 1)
    #expect(found.bound.map { abs($0 - (168.0 / 143).squareRoot()) < 1e-8 } == true && found.norm <= found.bound!)
    try found.problem.validate()
  }

  @Test("keys without a norm are passed over") func norms() throws {
    #expect(Amplification(try Self.token([3, 4], norm: .none)) == nil)
  }

  @Test("what is found grows where it can, stays within what is proved, and is found again") func search() throws {
    let operators = try ["deltanet", "pgdn", "comba"].map { try Operator.named($0) }
    let found = GrowthSearch(operators: operators, seed: 1, steps: 320).run()
    #expect(found.map(\.op.name) == ["deltanet", "pgdn", "comba"] && found.allSatisfy(\.holds))
    #expect(found[0].bound != nil && found[0].amplification <= 1 + 1e-9)
    #expect(found[1].amplification > 1.02 && found[2].bound == nil)
    let again = serially { GrowthSearch(operators: operators, seed: 1, steps: 320).run() }
    #expect(again.map(\.tape) == found.map(\.tape))
  }
}

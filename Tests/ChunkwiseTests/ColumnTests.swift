import DeltaOperators
import Testing

@testable import DeltaChunkwise

@Suite("CH-10: value columns apart") struct ColumnTests {
  private func bits<Tier: KernelTier>(
    _ tier: Tier.Type, _ problem: Problem, chunk: Int, columns: Int
  ) -> [[UInt32]]? where Tier.Value == Float {
    guard Tier.kernels != nil else { return nil }
    let found = FloatSegments<Tier>.with(problem) {
      SegmentedForm($0, chunk: chunk, segment: 32, columns: columns).run(
        h0: problem.inputs[.h0]?.values ?? [], a0: problem.inputs[.a0]?.values ?? [])
    }
    return [found.o, found.ht, found.at].map { $0.map(\.bitPattern) }
  }

  @Test(
    "they are the bits that they are together", arguments: [2, 3, 16],
    Operator.all.filter { SegmentedForm<FloatSegments<PortableTier>>.covers($0, .standard) })
  func apart(chunk: Int, op: Operator) {
    let problem = Float32.random(op, Shape(T: 41, H: 1, HV: 2, K: 9, V: 107))
    func check<Tier: KernelTier>(_ tier: Tier.Type) -> Int where Tier.Value == Float {
      guard let whole = bits(tier, problem, chunk: chunk, columns: 107) else { return 0 }
      for columns in [ValueColumns.fewest, 64] {
        #expect(bits(tier, problem, chunk: chunk, columns: columns) == whole, "\(tier), \(columns)")
      }
      return 1
    }
    #expect(check(PortableTier.self) + check(AVX2Tier.self) + check(AVX512Tier.self) + check(NEONTier.self) > 0)
  }

  @Test("every core gets some, none fewer than are worth it", arguments: [1, 31, 64, 107, 512]) func parts(V: Int) {
    let columns = ValueColumns.together(Shape(T: 1, H: 1, K: 1, V: V))
    let parts = ValueColumns.parts(of: V, columns)
    #expect(parts.flatMap(Array.init) == Array(0..<V))
    #expect(parts.count == 1 || parts.dropLast().allSatisfy { $0.count >= ValueColumns.fewest })
    #expect(ValueColumns.together(Shape(T: 1, H: 512, K: 1, V: V)) >= V)
  }
}

import DeltaChoiceTape
import Testing

@Suite("GEN-5: shrinking in groups") struct ShrinkerGroupTests {
  /// A list whose first choice says how many follow, and a rest of which only one part matters.
  static func happens(_ tape: [UInt64]) -> Bool {
    var reader = Tape(replaying: tape)
    let count = reader.draw(7)
    for _ in 0..<count { _ = reader.draw(100) }
    return reader.draw(140) >= 17
  }

  @Test("a choice that counts others goes with them, first", arguments: [3, 5, 7] as [UInt64])
  func counted(count: UInt64) {
    var shrinker = Shrinker(budget: 500) { Self.happens($0) }
    let start = [count] + (0..<count).map { $0 + 20 } + [130, 4, 9]
    #expect(shrinker.shrink(start) == [0, 17])
    #expect(shrinker.isMinimal)
  }

  @Test("the result does not depend on how many candidates are asked at once", arguments: [1, 2, 5, 64])
  func groups(batch: Int) {
    let start: [UInt64] = [6, 20, 21, 22, 23, 24, 25, 130, 4, 9]
    var shrinker = Shrinker(budget: 500, batch: batch) { $0.firstIndex(where: Self.happens) }
    var single = Shrinker(budget: 500) { Self.happens($0) }
    #expect(shrinker.shrink(start) == single.shrink(start) && shrinker.budget == single.budget)
  }

  @Test("candidates of a new kind wait for those before them, and the result is the same", arguments: [5, 64])
  func kinds(batch: Int) {
    let start: [UInt64] = [6, 20, 21, 22, 23, 24, 25, 130, 4, 9]
    func shrunk(_ batch: Int, _ kind: @escaping ([UInt64]) -> AnyHashable) -> (tape: [UInt64], budget: Int, kinds: Int)
    {
      var kinds: Set<Int> = []
      var shrinker = Shrinker(budget: 500, batch: batch, kind: kind) { tapes in
        kinds.formUnion(tapes.map(\.count))
        return tapes.firstIndex(where: Self.happens)
      }
      return (shrinker.shrink(start), shrinker.budget, kinds.count)
    }
    let (single, grouped) = (shrunk(1) { _ in 0 }, shrunk(batch) { $0.count })
    #expect(single.tape == grouped.tape && single.budget == grouped.budget && single.kinds == grouped.kinds)
    #expect(shrunk(batch) { _ in 0 }.kinds > single.kinds)
  }

  @Test("a budget that ends is said") func ended() {
    var shrinker = Shrinker(budget: 3) { $0.reduce(0, &+) > 100 }
    _ = shrinker.shrink([7, 90, 3, 55, 12, 8])
    #expect(!shrinker.isMinimal && shrinker.budget == 0)
  }

  @Test(
    "a threshold anywhere is reached in as many rounds as the value has bits", arguments: [1, 17, 64, 4097] as [UInt64])
  func threshold(least: UInt64) {
    var rounds = 0
    var shrinker = Shrinker(budget: 10_000, batch: 64) { tapes in
      rounds += 1
      return tapes.firstIndex { ($0.first ?? 0) >= least }
    }
    #expect(shrinker.shrink([65_535]) == [least])
    #expect(rounds < 40, "\(rounds)")
  }
}

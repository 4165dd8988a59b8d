import DeltaChoiceTape
import Testing

@Suite("GEN-4: the choice tape") struct TapeTests {
  @Test("the stream of a seed is pinned") func pinned() {
    var tape = Tape(seed: 1)
    let drawn = [tape.draw(9), tape.draw(999), tape.draw(.max)]
    #expect(drawn == [5, 519, 17_911_839_290_282_890_590])
  }

  @Test("a replayed tape gives the same choices, and 0 past its end") func replay() {
    var recorded = Tape(seed: 5)
    let first = (0..<10).map { recorded.draw(UInt64($0 * 10)) }
    var replayed = Tape(replaying: recorded.choices)
    #expect((0..<10).map { replayed.draw(UInt64($0 * 10)) } == first)
    #expect(replayed.draw(1000) == 0)
  }

  @Test("a choice above its bound is reduced to it") func misaligned() {
    var tape = Tape(replaying: [50, 3])
    #expect([tape.draw(9), tape.draw(9)] == [9, 3])
  }

  @Test(
    "the text form reads back", arguments: [[], [0, 0], [7], [1, 0, 18_446_744_073_709_551_615, 0]] as [[UInt64]])
  func text(choices: [UInt64]) throws {
    let tape = Tape(replaying: choices)
    var again = try Tape(text: tape.text)
    var original = tape
    for _ in 0..<5 { #expect(again.draw(.max) == original.draw(.max)) }
  }

  @Test("what is not a tape is refused in a sentence", arguments: ["", "1..2", "a", "-1", "1.99999999999999999999"])
  func refused(text: String) {
    let error = #expect(throws: TapeError.self) { try Tape(text: text) }
    #expect(error!.description.contains("is not a number from 0 to 2^64 − 1"))
  }
}

@Suite("GEN-5: shrinking") struct ShrinkerTests {
  /// The minimal example is named: a shrinker that stops early fails here.
  @Test("a sum above 100 shrinks to the single choice 101") func sum() {
    var shrinker = Shrinker(budget: 2000) { $0.reduce(0) { $0 &+ min($1, 1_000_000) } > 100 }
    #expect(shrinker.shrink([7, 90, 3, 55, 12, 8, 1000, 4]) == [101])
  }

  @Test("two choices that must differ shrink to 0, 1") func different() {
    var shrinker = Shrinker(budget: 2000) { $0.count >= 2 && $0[0] != $0[1] }
    #expect(shrinker.shrink([40, 17, 99, 3]) == [0, 1])
  }

  @Test("a choice that only matters at one position keeps its place") func position() {
    var shrinker = Shrinker(budget: 2000) { $0.count > 5 && $0[5] >= 37 }
    #expect(shrinker.shrink((0..<20).map { UInt64($0 + 60) }) == [0, 0, 0, 0, 0, 37])
  }

  @Test("the budget is kept") func budget() {
    var calls = 0
    var shrinker = Shrinker(budget: 10) { _ in
      calls += 1
      return true
    }
    _ = shrinker.shrink(Array(repeating: 9, count: 50))
    #expect(calls <= 10)
  }
}

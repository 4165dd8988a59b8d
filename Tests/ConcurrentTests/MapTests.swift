import DeltaConcurrent
import Foundation
import Testing

@Suite("Concurrent map") struct MapTests {
  struct Odd: Error, Equatable { let index: Int }

  @Test("results come in the order of the indices, wherever those begin", arguments: [0..<0, 0..<1, 0..<500, 7..<90])
  func order(indices: Range<Int>) throws {
    let counter = Counter()
    let squares = try concurrentMap(indices, { counter.note($0) }) { $0 * $0 }
    #expect(squares == indices.map { $0 * $0 })
    // Every count of finished ones is reported once.
    #expect(counter.seen.sorted() == Array(0..<indices.count).map { $0 + 1 })
  }

  @Test("the error of the smallest index is thrown, after all have run") func error() {
    let counter = Counter()
    let error = #expect(throws: Odd.self) {
      try concurrentMap(0..<100, { counter.note($0) }) { index -> Int in
        guard index < 31 || index % 2 == 0 else { throw Odd(index: index) }
        return index
      }
    }
    #expect(error == Odd(index: 31) && counter.seen.count == 100)
  }

  /// What the progress was told, from any thread.
  final class Counter: @unchecked Sendable {
    private let lock = NSLock()
    private var counts: [Int] = []
    func note(_ count: Int) { lock.withLock { counts.append(count) } }
    var seen: [Int] { lock.withLock { counts } }
  }
}

import Foundation

/// How many calls are under way.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var inside = 0

  func enter() -> Int {
    lock.withLock {
      inside += 1
      return inside
    }
  }

  func leave() { lock.withLock { inside -= 1 } }
}

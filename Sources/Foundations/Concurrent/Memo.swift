import Foundation

/// Results of a pure function that are dearer to make than to look up; safe to share between threads.
///
/// Nothing depends on what is remembered but the time. When there are too many they are forgotten together.
public final class Memo<Key: Hashable & Sendable, Value: Sendable>: @unchecked Sendable {
  private let capacity: Int
  private let lock = NSLock()
  private var known: [Key: Value] = [:]

  /// Remembers nothing yet, and at most `capacity` results.
  public init(capacity: Int = 1 << 16) { self.capacity = capacity }

  /// The result for a key; two threads may both make it.
  public func callAsFunction(_ key: Key, _ make: () -> Value) -> Value {
    if let value = lock.withLock({ known[key] }) { return value }
    let value = make()
    lock.withLock {
      if known.count >= capacity { known = [:] }
      known[key] = value
    }
    return value
  }
}

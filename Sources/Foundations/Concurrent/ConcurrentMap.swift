import Dispatch
import Foundation

/// Maps on all cores and returns the results in order; `progress` counts the finished ones.
///
/// Nothing depends on the number of threads but the order of the work.
///
/// - Throws: the error of the smallest index that throws, after all have run.
public func concurrentMap<T: Sendable>(
  _ indices: Range<Int>, _ progress: @escaping @Sendable (Int) -> Void, _ body: @escaping @Sendable (Int) throws -> T
) throws -> [T] {
  let slots = Slots<T>(count: indices.count)
  // Each takes what is next, as many at a time as jobs.
  @Sendable func work(_: Int) {
    while let i = slots.next() { progress(slots.fill(i, Result { try body(indices.lowerBound + i) })) }
  }
  if Serial.isOn {
    work(0)
  } else {
    DispatchQueue.concurrentPerform(iterations: min(Jobs.limit ?? indices.count, indices.count), execute: work)
  }
  return try slots.values()
}

/// Maps what cannot fail on all cores and returns the results in order.
public func concurrentMap<T: Sendable>(_ indices: Range<Int>, _ body: @escaping @Sendable (Int) -> T) -> [T] {
  // Nothing throws.
  try! concurrentMap(indices, { _ in }, body)
}

/// How much runs at the same time.
public enum Jobs {
  private static let lock = NSLock()
  nonisolated(unsafe) private static var chosen: Int?

  /// The most pieces of work at a time; nil for as many as the machine has cores.
  public static var limit: Int? {
    get { lock.withLock { chosen } }
    set { lock.withLock { chosen = newValue.map { max($0, 1) } } }
  }

  /// How many run at a time here, if there is enough work: one inside ``serially(_:)``.
  public static var available: Int {
    Serial.isOn ? 1 : min(limit ?? .max, processors)
  }
  // Asked once: the system counts them in a file.
  private static let processors = ProcessInfo.processInfo.activeProcessorCount
}

/// Calls `body` and has every map in it run on the calling thread, in order.
public func serially<R>(_ body: () throws -> R) rethrows -> R { try Serial.$isOn.withValue(true, operation: body) }

/// Whether maps run on the calling thread.
private enum Serial {
  @TaskLocal static var isOn = false
}

/// Results of concurrent work, each in its own place.
private final class Slots<T: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var slots: [Result<T, any Error>?]
  private var filled = 0
  private var taken = 0

  init(count: Int) { slots = .init(repeating: nil, count: count) }

  /// The next place that nobody works on; nil when all are taken.
  func next() -> Int? {
    lock.withLock {
      guard taken < slots.count else { return nil }
      taken += 1
      return taken - 1
    }
  }

  /// Stores a result and returns how many there are.
  func fill(_ i: Int, _ result: Result<T, any Error>) -> Int {
    lock.withLock {
      slots[i] = result
      filled += 1
      return filled
    }
  }

  func values() throws -> [T] { try lock.withLock { try slots.map { try $0!.get() } } }
}

import DeltaRecords
import Foundation

/// One line on a terminal's standard error that counts up, after two seconds; silent elsewhere.
///
/// Whatever takes long has one, so a debug build says here that it is one.
final class ProgressLine: @unchecked Sendable {
  private let what: String
  private let total: Int
  private let start = Date()
  private let lock = NSLock()
  private var last = 0
  private let isTerminal = isatty(STDERR_FILENO) == 1

  init(_ what: String, of total: Int) {
    (self.what, self.total) = (what, total)
    Self.warnOnce
  }

  private static let warnOnce: Void = {
    let warning = Optimisation.warning(of: "conform", remedy: "swift build -c release --product conform")
    if let warning { say("warning: " + warning) }
  }()

  /// Shows a new count.
  @Sendable func update(_ count: Int) {
    guard isTerminal, Date().timeIntervalSince(start) > 2 else { return }
    lock.withLock {
      guard count > last else { return }
      last = count
      let end = count == total ? "\n" : ""
      try? write("\r\(what) \(count)/\(total)\(end)", to: STDERR_FILENO)
    }
  }
}

/// Counts finished work of several threads.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0

  func next() -> Int {
    lock.withLock {
      count += 1
      return count
    }
  }
}

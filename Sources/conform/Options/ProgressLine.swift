import DeltaOperators
import DeltaRecords
import Foundation

/// One line on standard error that counts up after two seconds: always anew on a terminal, every ten seconds elsewhere,
/// also while nothing is finished.
///
/// Whatever takes long has one, so a debug build says here that it is one.
final class ProgressLine: @unchecked Sendable {
  private let what: String
  private let total: Int
  private let subject: (any Subject)?
  private let start = Date()
  private let lock = NSLock()
  private var last = 0
  private var remark = ""
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress", qos: .userInteractive))

  /// Whether nothing is shown.
  nonisolated(unsafe) static var isQuiet = false
  /// Seconds between two lines where there is no terminal; less than ten, so that every ten seconds have one.
  nonisolated(unsafe) static var interval = 9.0

  /// Counts up to a number; where a subject is asked in rounds, also what it has answered of the one that runs.
  init(_ what: String, of total: Int, asking subject: (any Subject)? = nil) {
    (self.what, self.total, self.subject) = (what, total, subject)
    guard !Self.isQuiet else { return }
    Self.warnOnce
    timer.schedule(deadline: .now() + (isTerminal ? 2 : Self.interval), repeating: Self.interval)
    timer.setEventHandler { [weak self] in self?.beat() }
    timer.resume()
  }

  deinit {
    // A timer that was never started may not be let go.
    if Self.isQuiet { timer.resume() }
    timer.cancel()
  }

  private static let warnOnce: Void = {
    let warning = Optimisation.warning(of: "conform", remedy: "swift build -c release --product conform")
    if let warning { say("warning: " + warning) }
  }()

  /// Shows a new count.
  @Sendable func update(_ count: Int) { update(count, "") }

  /// Shows a new count, with what else there is to say.
  @Sendable func update(_ count: Int, _ words: String) {
    lock.withLock {
      guard count > last else { return }
      (last, remark) = (count, words.isEmpty ? "" : ", " + words)
      if isTerminal, !Self.isQuiet, Date().timeIntervalSince(start) > 2 { draw() }
      if count == total { timer.setEventHandler {} }
    }
  }

  private func beat() {
    let round = subject?.round.map { ", \($0.answered) of \($0.asked) requests of the round answered" } ?? ""
    lock.withLock { isTerminal ? draw(round) : say(line + round) }
  }

  private func draw(_ round: String = "") {
    let end = last == total ? "\n" : ""
    try? write("\r\(line)\(round)\u{1B}[K\(end)", to: STDERR_FILENO)
  }

  private var line: String { "\(what) \(last)/\(total), \(seconds) s\(remark)" }

  private var seconds: Int { Int(Date().timeIntervalSince(start)) }
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

/// The newest of some values, for a thread that did not make them.
final class Latest<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var kept: Value?

  var value: Value? {
    get { lock.withLock { kept } }
    set { lock.withLock { kept = newValue } }
  }
}

/// Values of several threads, gathered in no order.
final class Gathered<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var kept: [Value] = []
  private var isClosed = false

  var values: [Value] { lock.withLock { kept } }

  func add(_ values: [Value]) { lock.withLock { if !isClosed { kept += values } } }

  /// Takes nothing any more.
  func close() { lock.withLock { isClosed = true } }
}

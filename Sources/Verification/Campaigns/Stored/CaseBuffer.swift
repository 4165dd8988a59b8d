import DeltaCampaignStore
import Foundation

/// Cases on their way into a store: several threads bring them, and every half second of them becomes one transaction.
final class CaseBuffer: @unchecked Sendable {
  private let store: CampaignStore
  private let lock = NSLock()
  private var rows: [CaseRow] = []
  private var last = Date()
  private var added = 0
  private var largest: Double?
  /// Seconds of work that a `kill -9` can cost.
  private let interval = 0.5

  init(_ store: CampaignStore) { self.store = store }

  /// How many cases have come.
  var count: Int { lock.withLock { added } }
  /// The largest ratio among them.
  var worst: Double? { lock.withLock { largest } }

  /// Takes cases, and keeps what has come once it is time.
  func add(_ more: [CaseRow]) throws {
    try lock.withLock {
      rows += more
      added += more.count
      for ratio in more.flatMap(\.findings).compactMap(\.ratio) { largest = max(largest ?? ratio, ratio) }
      if Date().timeIntervalSince(last) > interval { try keep() }
    }
  }

  /// Keeps what has come.
  func flush() throws { try lock.withLock { try keep() } }

  /// Keeps what has come and holds up for ever whoever brings more.
  func close() {
    lock.lock()
    try? keep()
  }

  /// Returns at once, unless everything has been closed; then never.
  func waitIfClosed() { lock.withLock {} }

  private func keep() throws {
    defer { last = Date() }
    guard !rows.isEmpty else { return }
    try store.add(rows)
    rows = []
  }
}

import DeltaOperators
import Foundation

/// The round that a program is at work on, for a thread that shows how far it is.
final class RoundWatch: @unchecked Sendable {
  private let lock = NSLock()
  private var round: Round?

  /// Watches a round for the time of a call.
  func during<R>(_ round: Round, _ body: () throws -> R) rethrows -> R {
    lock.withLock { self.round = round }
    defer { lock.withLock { self.round = nil } }
    return try body()
  }

  /// How far it is; nil between rounds.
  var progress: RoundProgress? { lock.withLock { round }?.progress }
}

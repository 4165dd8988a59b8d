import DeltaOperators
import Foundation

/// The conventions that some violation of a property on an operator has refuted, for all threads that judge a subject.
///
/// A verdict names what explains *every* failing case (DIAG-1). What one case has refuted need not be tried on the next, so
/// that a kernel which is wrong everywhere costs little more than one which is wrong once, and the names are the same in
/// whatever order cases come.
final class RefutedConventions: @unchecked Sendable {
  private struct Key: Hashable {
    let op: Operator
    let property: String
  }

  private let lock = NSLock()
  private var refuted: [Key: Set<Int>] = [:]

  /// Whether a violation has refuted the convention at a place in ``Convention/all``.
  func contains(_ convention: Int, _ op: Operator, _ property: any Property) -> Bool {
    lock.withLock { refuted[Key(op: op, property: property.name)]?.contains(convention) == true }
  }

  /// Notes that a violation of `property` on `op` has refuted a convention.
  func insert(_ convention: Int, _ op: Operator, _ property: any Property) {
    lock.withLock { _ = refuted[Key(op: op, property: property.name), default: []].insert(convention) }
  }
}

import Foundation
import Operators

/// The gradient expectations of requests under one tolerance, computed once each; safe to share between threads.
public final class GradientOracle: @unchecked Sendable {
  /// How errors are judged.
  public let tolerance: Tolerance
  private let lock = NSLock()
  private var known: [String: GradientExpectation] = [:]

  /// Creates an oracle that knows nothing yet.
  public init(_ tolerance: Tolerance) { self.tolerance = tolerance }

  /// What the gradients of a request should be; its noise is seeded by its id.
  public func expectation(_ request: Request) -> GradientExpectation {
    if let found = lock.withLock({ known[request.id] }) { return found }
    let expectation = GradientExpectation(request, tolerance)
    lock.withLock { known[request.id] = expectation }
    return expectation
  }
}

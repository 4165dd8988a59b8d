import DeltaOperators
import DeltaScalars
import Foundation

/// The expectations of requests under one tolerance, computed once each; safe to share between threads.
public final class Oracle: @unchecked Sendable {
  /// How errors are judged.
  public let tolerance: Tolerance
  private let lock = NSLock()
  private var known: [String: Expectation] = [:]
  private var gradients: [String: GradientExpectation] = [:]

  /// Creates an oracle for one base request and what is derived from it.
  public init(_ tolerance: Tolerance) { self.tolerance = tolerance }

  /// What the outputs of a request should be; its noise is seeded by its id.
  public func expectation(_ request: Request) -> Expectation {
    if let found = lock.withLock({ known[request.id] }) { return found }
    let expectation = Expectation(request.problem, tolerance, seed: Self.seed(request.id))
    lock.withLock { known[request.id] = expectation }
    return expectation
  }

  /// What the gradients of a request should be; its noise is seeded by its id.
  public func gradientExpectation(_ request: Request) -> GradientExpectation {
    if let found = lock.withLock({ gradients[request.id] }) { return found }
    let expectation = GradientExpectation(request, tolerance)
    lock.withLock { gradients[request.id] = expectation }
    return expectation
  }

  /// FNV-1a of a name: a seed that no run, machine or hash order changes.
  static func seed(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

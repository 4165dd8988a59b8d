import DeltaOperators
import Foundation

/// The expectations of requests under one tolerance, computed once each; safe to share between threads.
///
/// They are known by the request, not by its name: another problem under the same name gets bounds of its own.
public final class Oracle: @unchecked Sendable {
  /// How errors are judged.
  public let tolerance: Tolerance
  /// How many of its samples are drawn; with less than all, every bound is too small, and none too large (TOL-10).
  let sampling: Sampling
  /// What is asked only where something does not hold.
  let alternatives = Alternatives()
  private let lock = NSLock()
  private var known: [Question: Expectation] = [:]

  private struct Question: Hashable {
    let request: RequestKey
    let part: ResponsePart
  }

  /// Creates an oracle for one base request and what is derived from it.
  public init(_ tolerance: Tolerance, drawing sampling: Sampling = .all) {
    (self.tolerance, self.sampling) = (tolerance, sampling)
  }

  /// Oracles that draw less, the cheapest first: what their small bounds allow is allowed (TOL-10).
  package static func drafts(for tolerance: Tolerance) -> [Oracle] {
    [Sampling.sketch, .draft].map { Oracle(tolerance, drawing: $0) }
  }

  /// What one part of the response to a request should be; its noise is seeded by its id.
  ///
  /// - Complexity: that of an ``Expectation`` the first time; then a look-up that hashes the id alone.
  public func expectation(_ request: Request, of part: ResponsePart = .outputs) -> Expectation {
    let question = Question(request: RequestKey(request), part: part)
    if let found = lock.withLock({ known[question] }) { return found }
    let expectation = Expectation(request, of: part, tolerance, drawing: sampling)
    lock.withLock { known[question] = expectation }
    return expectation
  }

  /// The bounds of a derived request that are added to those of its base; a sketch goes without, and allows less (TOL-10).
  func addedBounds(_ derived: () -> Request) -> [ResponseTensor: [Double]]? {
    sampling == .sketch ? nil : expectation(derived()).bound
  }

  /// How many expectations have been computed and kept.
  var count: Int { lock.withLock { known.count } }

  /// How far a tensor of a request scaled by −2 may lie from that of the request, so scaled (TOL-8).
  func boundOfScaled(_ request: Request, _ tensor: ResponseTensor) -> [Double] {
    let expected = expectation(request, of: tensor.part)
    let floor = Floor(
      tolerance.floor(of: tensor, scale: 2 * request.problem.magnitude(of: tensor.part)), of: tensor, request.problem)
    return tolerance.scaled(bound: expected.bound[tensor]!, spread: expected.spread[tensor]!, floor: floor)
  }

  /// FNV-1a of a name: a seed that no run, machine or hash order changes.
  static func seed(_ name: String) -> UInt64 {
    name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

import Dispatch
import Foundation

/// A claim with what became of it.
public struct Examined: Sendable {
  /// The claim.
  public let claim: Claim
  /// What was found; an examination that threw is undecided.
  public let finding: Conclusion
}

/// A claim with one of its faults planted, and what became of it.
public struct ExaminedFault: Sendable {
  /// The claim.
  public let claim: Claim
  /// What was planted.
  public let fault: String
  /// What was found; anything but a refutation is a check that did not notice.
  public let finding: Conclusion
}

extension Claim {
  /// Examines claims on all cores and returns the findings in order; `progress` counts the finished ones.
  public static func examine(
    _ claims: [Claim], seed: UInt64, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> [Examined] {
    concurrently(claims.map { ($0, nil) }, seed, progress).map { Examined(claim: $0, finding: $2) }
  }

  /// Examines every wrong version of the claims.
  public static func examineBroken(
    _ claims: [Claim], seed: UInt64, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) -> [ExaminedFault] {
    let versions = claims.flatMap { claim in claim.faults.map { (claim, Optional($0)) } }
    return concurrently(versions, seed, progress).map { ExaminedFault(claim: $0, fault: $1!, finding: $2) }
  }

  private static func concurrently(
    _ versions: [(Claim, String?)], _ seed: UInt64, _ progress: @escaping @Sendable (Int) -> Void
  ) -> [(Claim, String?, Conclusion)] {
    let findings = Findings(count: versions.count)
    DispatchQueue.concurrentPerform(iterations: versions.count) { i in
      let (claim, fault) = versions[i]
      let finding: Conclusion
      do {
        finding = try claim.examine(seed: seed, planting: fault)
      } catch {
        finding = Conclusion(.undecided, "the check could not be run: \(error)")
      }
      progress(findings.fill(i, finding))
    }
    return zip(versions, findings.values()).map { ($0.0, $0.1, $1) }
  }
}

/// Findings of concurrent examinations, each in its own place.
private final class Findings: @unchecked Sendable {
  private let lock = NSLock()
  private var slots: [Conclusion?]
  private var filled = 0

  init(count: Int) { slots = .init(repeating: nil, count: count) }

  /// Stores a finding and returns how many there are.
  func fill(_ i: Int, _ finding: Conclusion) -> Int {
    lock.withLock {
      slots[i] = finding
      filled += 1
      return filled
    }
  }

  func values() -> [Conclusion] { lock.withLock { slots.map { $0! } } }
}

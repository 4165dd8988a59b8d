import DeltaClaims
import Testing

/// Every claim holds, and every wrong version of it is refuted: a check that cannot fail proves nothing.
@Suite("CLM-2: claims") struct ClaimTests {
  /// A claim with a fault to plant, by name, so that a failure reads well.
  struct Broken: CustomTestStringConvertible, Sendable {
    let claim: Claim
    let fault: String
    var testDescription: String { "\(claim): \(fault)" }
  }

  static let broken = Claim.all.flatMap { claim in claim.faults.map { Broken(claim: claim, fault: $0) } }

  @Test("every claim holds", arguments: Claim.all) func holds(claim: Claim) throws {
    let finding = try claim.examine()
    #expect(finding.outcome == .holds, "\(finding.detail)")
    #expect(!finding.detail.isEmpty)
  }

  @Test("every planted fault is refuted", arguments: broken) func refuted(version: Broken) throws {
    let finding = try version.claim.examine(planting: version.fault)
    #expect(finding.outcome == .refuted, "\(finding.detail)")
  }

  @Test("no claim is without a fault, and clause and strength name it", arguments: Claim.all)
  func shape(claim: Claim) {
    #expect(!claim.faults.isEmpty)
    #expect(!claim.statement.isEmpty)
    #expect(Claim.all.count { $0.description == claim.description } == 1)
  }
}

import DeltaCampaigns
import DeltaMutants
import DeltaOperators
import DeltaProperties
import DeltaScalars
import Foundation
import Testing

/// The quality of shrinking: the smallest counterexample of each of these faults is known, and named here (FUZZ-2).
@Suite("FUZZ-2: minimal counterexamples", .serialized) struct MinimalTests {
  struct Minimum: CustomTestStringConvertible, Sendable {
    let mutant: String
    let op: Operator
    let problem: String
    var testDescription: String { mutant }

    init(_ mutant: String, _ op: Operator, _ problem: String) {
      (self.mutant, self.op, self.problem) = (mutant, op, problem)
    }
  }

  static let minima = [
    // A token that follows another.
    Minimum("gate-of-previous-token", .gdn, "T=2 H=1 HV=1 K=1 V=1, no initial state"),
    // One token is enough.
    Minimum("own-token-unread", .gdn, "T=1 H=1 HV=1 K=1 V=1, no initial state"),
    Minimum("scale-ignored", .gdn, "T=1 H=1 HV=1 K=1 V=1, l2norm rsqrt-eps, x 1.5, state kv, scale 0.375"),
    Minimum("single-token-skipped", .gdn, "T=1 H=1 HV=1 K=1 V=1, no initial state"),
    Minimum("gain-doubled", .gdn, "T=1 H=1 HV=1 K=1 V=1, no initial state"),
    // Two heads, two rows, two channels.
    Minimum("gate-of-head-0", .gdn, "T=2 H=2 HV=2 K=1 V=1, no initial state"),
    Minimum("gain-of-row-0", .gdn, "B=2 T=1 H=1 HV=1 K=1 V=1, no initial state"),
    Minimum("columns-beyond-keys", .gdn, "T=1 H=1 HV=1 K=1 V=2, no initial state"),
    Minimum("state-transposed", .gdn, "T=1 H=1 HV=1 K=2 V=2, no initial state"),
    Minimum("layout-ignored-on-output", .gdn, "T=1 H=1 HV=1 K=2 V=2, l2norm rsqrt-eps, x 1.5, state vk"),
    // A second chunk of 16, a window of 64.
    Minimum("initial-state-twice", .gdn, "T=17 H=1 HV=1 K=1 V=1, with h0"),
    Minimum("a-not-carried", .pgdn, "T=17 H=1 HV=1 K=1 V=1, no initial state"),
    Minimum("window-restarts-at-64", .gdn, "T=65 H=1 HV=1 K=1 V=1, no initial state"),
    // Packs.
    Minimum("packed-as-one", .gdn, "T=2 H=1 HV=1 K=1 V=1, cu_seqlens [0, 1, 2], no initial state"),
    Minimum("empty-loses-state", .gdn, "T=0 H=1 HV=1 K=1 V=1, with h0"),
    // The way back; the gradient of a normalised key of one channel is 0, so two are needed.
    Minimum("dht-ignored", .gdn, "T=1 H=1 HV=1 K=2 V=2, no initial state"),
  ]

  /// All of them take minutes; with `ALL_MINIMA` set they are shrunk all.
  static let shrunk =
    ProcessInfo.processInfo.environment["ALL_MINIMA"] == nil
    ? minima.filter { ["own-token-unread", "gain-doubled", "columns-beyond-keys"].contains($0.mutant) } : minima

  @Test("named, and reached", arguments: shrunk) func minimum(of minimum: Minimum) throws {
    let subject = try Mutant.named(minimum.mutant).subject
    let campaign = FuzzCampaign(
      seed: 1, checker: Checker(subject, Tolerance(.fp32, samples: 16)), operators: [minimum.op], maximumFailures: 1)
    let failure = try #require(try campaign.run(cases: 512).failures.first)
    #expect(failure.isMinimal && failure.evaluations > 0)
    let words = failure.problem.inWords
    #expect(words.contains(minimum.problem), "\(words) after \(failure.evaluations) evaluations")
  }
}

import DeltaRecords
import Foundation
import Testing

/// The suite's own implementations as clients of EX-11.
@Suite("EX-11: conform serve") struct ServeCommandTests {
  static func served(_ options: String) throws -> String {
    "'\(try CommandTests.executable().path)' serve \(options)"
  }

  @Test(
    "what is served is judged as it is here", arguments: ["", "--mutant decay-in-bf16", "--mutant input-overwritten"])
  func sameVerdicts(options: String) throws {
    let check = ["check", "--operator", "pgdn", "--case", "pgdn.tail-*", "--format", "json", "--quiet"]
    let here = try CommandTests.run(check + options.split(separator: " ").map(String.init))
    let away = try CommandTests.run(check + ["--serve", try Self.served(options)])
    #expect(here.code == away.code, "\(away.err)")
    let (a, b) = (
      try JSONText.decode(CheckRecord.self, from: here.out), try JSONText.decode(CheckRecord.self, from: away.out)
    )
    #expect(a.summary == b.summary && a.summary.judged > 0)
  }

  static let isLong = ProcessInfo.processInfo.environment["ALL_MINIMA"] != nil
  /// A fault that a single token shows; `ALL_MINIMA` shrinks those of FUZZ-2, which takes minutes.
  static let faults =
    !isLong
    ? ["own-token-unread"]
    : [
      "gate-of-previous-token", "own-token-unread", "scale-ignored", "single-token-skipped", "gain-doubled",
      "gate-of-head-0", "gain-of-row-0", "columns-beyond-keys", "state-transposed", "layout-ignored-on-output",
      "initial-state-twice", "window-restarts-at-64", "packed-as-one", "empty-loses-state", "dht-ignored",
    ]

  @Test("FUZZ-2: a fault behind a pipe is shrunk to the same counterexample", arguments: faults)
  func sameCounterexample(fault: String) throws {
    let fuzz = ["fuzz", "run", "--operator", "gdn", "--cases", Self.isLong ? "48" : "8", "--format", "json", "--quiet"]
    let here = try CommandTests.run(fuzz + ["--mutant", fault])
    let away = try CommandTests.run(fuzz + ["--serve", try Self.served("--mutant \(fault)")])
    #expect(here.code == 1 && away.code == 1, "\(away.err)")
    let (a, b) = (
      try JSONText.decode(FuzzRecord.self, from: here.out), try JSONText.decode(FuzzRecord.self, from: away.out)
    )
    #expect(a.results.map(\.problem) == b.results.map(\.problem) && b.results.allSatisfy(\.minimal))
  }
}

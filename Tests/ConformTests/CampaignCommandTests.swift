import DeltaRecords
import Foundation
import Testing

/// A campaign as a user meets it.
@Suite("CAMP: campaigns on the command line") struct CampaignCommandTests {
  static let faulty = ["--operator", "deltanet", "--mutant", "own-token-unread", "--quiet"]

  /// Calls a body with a folder that is gone afterwards.
  static func inFolder(_ body: (_ path: (String) -> String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("campaign-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body { folder.appendingPathComponent($0).path }
  }

  static func record(_ result: CommandTests.Result) throws -> CampaignRecord {
    try JSONText.decode(CampaignRecord.self, from: result.out)
  }

  @Test("run, resume, report, replay and promote speak of one store") func story() throws {
    try Self.inFolder { path in
      let store = path("a")
      let begun = try CommandTests.run(
        ["fuzz", "run", "--store", store, "--cases", "8", "--shrink-budget", "20", "--format", "json"] + Self.faulty)
      #expect(begun.code == 1, "\(begun.err)")
      let first = try Self.record(begun)
      #expect(first.summary.cases == 8 && first.summary.goal == 8 && first.summary.unexplained == 0)
      let failure = try #require(first.failures.first)
      #expect(!failure.values.isEmpty && failure.replay.contains("--mutant own-token-unread"))

      let resumed = try CommandTests.run(["fuzz", "resume", store, "--format", "json", "--quiet"])
      #expect(try Self.record(resumed).results == first.results && resumed.code == 1)
      let report = try CommandTests.run(["fuzz", "status", store, "--format", "json"])
      #expect(try Self.record(report).failures == first.failures)
      let again = try CommandTests.run(["fuzz", "replay", failure.signature, "--store", store])
      #expect(again.code == 1 && again.out.contains("✗ \(failure.clause)"), "\(again.out)\(again.err)")
      let promoted = try CommandTests.run(
        ["fuzz", "promote", store, failure.signature, "--out", path("regressions")])
      #expect(promoted.code == 0, "\(promoted.err)")
      let judged = try CommandTests.run(
        ["check", "--requests", path("regressions"), "--mutant", "own-token-unread", "--operator", "deltanet"])
      #expect(judged.code == 1, "\(judged.out)\(judged.err)")
      #expect(!FileManager.default.fileExists(atPath: store + ".lock"))
    }
  }

  @Test("a store of another seed is refused in one sentence, and shares merge") func shares() throws {
    try Self.inFolder { path in
      for shard in ["1/2", "2/2"] {
        let result = try CommandTests.run(
          ["fuzz", "run", "--store", path(String(shard.first!)), "--cases", "6", "--shard", shard, "--quiet"]
            + ["--operator", "deltanet"])
        #expect(result.code == 0, "\(result.err)")
      }
      let other = try CommandTests.run(
        ["fuzz", "run", "--store", path("1"), "--seed", "2", "--operator", "deltanet", "--quiet"])
      #expect(other.code == 2 && other.err.contains("of the seed 1, and not of 2"), "\(other.err)")
      let merged = try CommandTests.run(
        ["fuzz", "merge", path("1"), path("2"), "--into", path("all"), "--format", "json"])
      #expect(merged.code == 0, "\(merged.err)")
      #expect(try Self.record(merged).summary.cases == 6)
    }
  }
}

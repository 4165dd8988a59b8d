import DeltaRecords
import Foundation
import Testing

/// What is asked, and how a run can be repeated in part.
@Suite("Selecting what is judged") struct SelectionTests {
  typealias Command = CommandTests

  static func record(_ arguments: [String]) throws -> CheckRecord {
    try JSONText.decode(from: try Command.run(arguments + ["--format", "json"]).out)
  }

  /// A client that answers nothing but what it declines.
  static let decliner = """
    from json import dumps, loads
    from os import listdir, path
    from struct import pack, unpack
    from sys import argv
    for name in listdir(argv[1]):
        meta = {"response": dumps({"schema": "delta-rule/response/1", "id": name[:-12], "status": "unsupported",
                "message": "K must be 128", "implementation": "none", "dtype": "f32"})}
        head = dumps({"__metadata__": meta}).encode()
        open(path.join(argv[2], name), "wb").write(pack("<Q", len(head)) + head)
    """

  @Test("a failing verdict can be repeated: one case, one property") func replay() throws {
    let failed = try Self.record(["check", "--operator", "gdn", "--mutant", "state-transposed"])
    let verdict = try #require(failed.results.first { $0.outcome == .fail })
    let replay = try #require(verdict.replay)
    #expect(replay.contains("--case gdn.") && replay.contains("--property \(verdict.property)"))
    let again = try ScreenTests.shell(replay + " --format json")
    let record: CheckRecord = try JSONText.decode(from: again.out)
    #expect(again.code == 1 && record.requests.count == 1 && record.results.map(\.property) == [verdict.property])
    #expect(record.results[0].location == verdict.location)
  }

  @Test("an implementation of the suite's own is judged as what it claims to be, unless told otherwise") func claimed()
    throws
  {
    let asked = ["check", "--operator", "deltanet", "--mutant", "bf16", "--property", "PAR-1"]
    let (own, other) = (try Self.record(asked), try Self.record(asked + ["--profile", "fp32"]))
    #expect(own.profile == "bf16" && own.summary.fail == 0 && own.summary.pass > 0)
    #expect(other.profile == "fp32" && other.summary.fail > 0)
  }

  @Test("cases, properties and regimes can be chosen and left out") func chosen() throws {
    let record = try Self.record([
      "check", "--case", "deltanet.tail-1*", "--case", "gdn.rows-t*", "--property", "PAR-1", "--property", "finite",
      "--exclude", "finite", "--without", "tail",
    ])
    #expect(Set(record.results.map(\.property)) == ["parity-o"])
    #expect(
      !record.requests.isEmpty && record.requests.allSatisfy { $0.id.hasPrefix("gdn.rows-") && $0.regime == "rows" })
    #expect(record.requests.allSatisfy { $0.status == .judged && $0.holding == 1 })
  }

  @Test("GEN-7: another seed draws other requests, whose ids name it, and so does the command that repeats one")
  func seed()
    throws
  {
    let record = try Self.record([
      "check", "--operator", "retnet", "--case", "*rows-three*", "--seed", "9", "--mutant", "state-transposed",
    ])
    #expect(record.requests.map(\.id) == ["retnet.rows-three.seed-9", "retnet.rows-three.seed-9.gradients"])
    #expect(record.results.compactMap(\.replay).allSatisfy { $0.contains("--seed 9") })
  }

  @Test("GEN-8: heads of the given sizes") func sizes() throws {
    let record = try Self.record([
      "check", "--operator", "retnet", "--case", "*rows-three*", "--head-dim", "16x8,4", "--property", "PAR-1",
    ])
    #expect(record.requests.count == 4 && record.conclusion == .pass)
    #expect(record.requests[0].id == "retnet.rows-three.16x8" && record.requests[1].id == "retnet.rows-three.4x4")
  }

  @Test("COV-1: an operator of which too little was judged is no pass, and the remedy is named") func coverage() throws
  {
    try ExitCodeTests.withFolder { folder in
      let file = folder.appending(path: "client.py")
      try Data(Self.decliner.utf8).write(to: file)
      let run = ["check", "--operator", "retnet", "--exec", "python3 \(file.path)"]
      let text = try Command.run(run)
      #expect(
        text.code == 3 && text.out.contains("too little was judged for a pass") && text.out.contains("--head-dim"))
      let record = try Self.record(run)
      #expect(record.conclusion == .undecided && record.operators[0].coverage == 0 && record.minimumCoverage == 0.5)
      #expect(record.requests.allSatisfy { $0.status == .declined && $0.reason == "K must be 128" })
    }
  }

  @Test("EXPECT-1: a known failure is no failure, and one that is gone is") func expected() throws {
    try ExitCodeTests.withFolder { folder in
      let file = folder.appending(path: "known.json")
      let entry = #"{"schema": "conform.expect/1", "expected": [{"operator": "retnet", "reason": "issue 3"}]}"#
      try Data(entry.utf8).write(to: file)
      let run = ["check", "--case", "retnet.rows-three", "--expect", file.path]
      let known = try Command.run(run + ["--mutant", "rows-beyond-2"])
      #expect(
        known.code == 0 && known.out.contains("fails as expected on") && known.out.contains("issue 3"), "\(known)")
      let gone = try Command.run(run)
      #expect(gone.code == 1 && gone.out.contains("does not any more"), "\(gone)")
    }
  }

  @Test("the exchanged files can be kept and shown") func kept() throws {
    try ExitCodeTests.withFolder { folder in
      let kept = folder.appending(path: "kept").path
      let result = try Command.run([
        "check", "--case", "retnet.rows-three", "--exec", "python3 Clients/numpy_client.py", "--keep", kept, "--quiet",
      ])
      #expect(result.code == 0 && !result.err.contains("checking"), "\(result)")
      let file = kept + "/round-1/responses/retnet.rows-three.safetensors"
      let shown = try Command.run(["show", file])
      #expect(shown.code == 0 && shown.out.contains("[3, 9, 1, 32]") && shown.out.contains("delta-rule/response/1"))
      let record: ShowRecord = try JSONText.decode(
        from: try Command.run([
          "show", file, "--tensor", "o", "--row", "2", "--token", "5", "--head", "0", "--format", "json",
        ])
        .out)
      let slice = try #require(record.slice)
      #expect(slice.rows.count == 1 && slice.rows[0].at == [2, 5, 0] && slice.rows[0].values.count == 32)
    }
  }

  @Test("REC-3: the result does not depend on --jobs") func jobs() throws {
    let run = ["check", "--operator", "deltanet", "--without", "long", "--property", "PAR-1"]
    let (one, many) = (try Self.record(run + ["--jobs", "1"]), try Self.record(run))
    #expect(one.results.map(\.worstRatio) == many.results.map(\.worstRatio))
  }
}

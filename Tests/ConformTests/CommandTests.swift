import Foundation
import Testing

/// The command line as a user meets it: exit codes and sentences.
@Suite("Command line") struct CommandTests {
  struct Result {
    let code: Int32
    let out, err: String
  }

  /// The built executable, next to the tests' own.
  static func executable() -> URL {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let candidates = [tests, tests.deletingLastPathComponent(), root.appendingPathComponent(".build/release")]
    return candidates.map { $0.appendingPathComponent("conform") }.first {
      FileManager.default.isExecutableFile(atPath: $0.path)
    } ?? root.appendingPathComponent("conform-was-not-built")
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    .standardized

  static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
    let process = Process()
    process.executableURL = executable()
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = root
    let (out, err) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (out, err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Errors are short; they fit the pipe while the output is read.
    let output = out.fileHandleForReading.readDataToEndOfFile()
    let errors = err.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      code: process.terminationStatus, out: String(decoding: output, as: UTF8.self),
      err: String(decoding: errors, as: UTF8.self))
  }

  @Test("a check that holds exits 0 and its JSON has the contract's members") func passes() throws {
    let result = try Self.run(["check", "--operator", "deltanet", "--format", "json"])
    #expect(result.code == 0, "\(result.err)")
    let json = try #require(try JSONSerialization.jsonObject(with: Data(result.out.utf8)) as? [String: Any])
    #expect(json["schema"] as? String == "conform.check/1" && json["profile"] as? String == "fp32")
    let summary = try #require(json["summary"] as? [String: Int])
    #expect(summary["fail"] == 0 && summary["unable"] == 0 && summary["pass"]! > 10)
    let results = try #require(json["results"] as? [[String: Any]])
    for row in results {
      for name in ["property", "clause", "operator", "outcome", "cases"] { #expect(row[name] != nil) }
    }
  }

  @Test(
    "a planted fault fails and names the clause",
    arguments: [
      ("erase-before-decay", "PAR-1"), ("w-without-gamma", "PAR-1"), ("tail-gate-from-padding", "PAR-2"),
      ("a-not-carried", "PAR-1"), ("state-transposed", "PAR-2"), ("gate-of-head-0", "PAR-1"),
    ])
  func planted(fault: String, clause: String) throws {
    let result = try Self.run(["check", "--operator", "pgdn", "--mutant", fault])
    #expect(result.code == 1)
    #expect(result.out.contains("✗ \(clause)"), "\(result.out)")
  }

  @Test(
    "a request that is wrong exits 2 with one sentence",
    arguments: [
      (["check", "--operator", "gdm"], "Unknown operator 'gdm'"),
      (["check", "--operator", "gdm"], "did you mean 'gdn'?"),
      (["check", "--mutant", "own-token-unred"], "did you mean 'own-token-unread'?"),
      (["check", "--property", "party-o"], "did you mean 'parity-o'?"),
      (["check", "--operator", "gdn", "--case", "gdn.tial-1"], "did you mean 'gdn.tail-1"),
      (["check", "--list", "--junit", "x"], "--list runs nothing, and --junit"),
      (["check", "--profile", "fp12"], "Unknown profile 'fp12'"),
      (["check", "--model", "fp12"], "files ending in .json"),
      (["check", "--profile", "no/such.json"], "cannot be read"),
      (["fuzz", "run", "--profile", "Specs.json"], "Specs.json"),
      (["check", "--model", "bf16", "--mutant", "none"], "exclude each other"),
      (["check", "--responses", "/no/such/folder"], "'/no/such/folder' does not exist"),
      (["check", "--exec", "/no/such/program", "--operator", "deltanet"], "was not found"),
      (["check", "--requests", "Specs"], "no request files"), (["check", "--mutant", "none-such"], "none-such"),
      (["check", "--head-dim", "64,,128"], "--head-dim is '64,,128'"),
      (["check", "--head-dim", "0"], "from 1 to 4096"),
      (["check", "--case", "gdn.nothing"], "No request is called 'gdn.nothing'"),
      (["check", "--operator", "gdn", "--without", "nothing"], "No request is of the regime 'nothing'"),
      (["check", "--property", "parity-x"], "Unknown property 'parity-x'"),
      (["check", "--exclude", "x"], "Unknown property 'x'"),
      (["check", "--operator", "gdn", "--expect", "/no/such"], "'/no/such' cannot be read"),
      (["check", "--operator", "gdn", "--expect", "README.md"], "'README.md' is no list of expected failures"),
      (["check", "--minimum-coverage", "2"], "must be from 0 to 1"), (["check", "--jobs", "0"], "must be at least 1"),
      (["check", "--keep", "x"], "give --exec too"), (["show", "/no/such"], "/no/such"),
      (["check", "--operator", "gdn", "--exec", "true", "--keep", "Specs"], "is no empty folder"),
      (["show", "Fixtures/golden/requests/gdn-no-token.safetensors", "--tensor", "x"], "holds no tensor 'x'"),
      (["show", "Fixtures/golden/requests/gdn-no-token.safetensors", "--token", "1"], "name it with --tensor"),
      (["show", "Fixtures/golden/requests/gdn-no-token.safetensors", "--tensor", "q", "--head", "99"], "--head is 99"),
      (["check", "--chunk", "0"], "must be at least 1"), (["fuzz", "run", "--cases", "0"], "must be at least 1"),
      (["fuzz", "run", "--shard", "1/2"], "give --store FILE"), (["fuzz", "run", "--shard", "3/2"], "give I/N"),
      (["fuzz", "run", "--store", "/no/such/folder/x"], "in a folder that exists"),
      (["fuzz", "run", "--store", "README.md"], "no store of a campaign"),
      (["fuzz", "report", "/no/such"], "There is no store"), (["fuzz", "resume", "/no/such"], "There is no store"),
      (["fuzz", "merge", "/no/such", "--into", "x"], "There is no store"),
      (["fuzz", "replay", "1.x.2"], "x"), (["fixtures", "show", "nothing"], "There is no golden 'nothing'"),
      (["fixtures", "verify", "--in", "Specs"], "manifest"),
      (["fixtures", "generate", "--out", "/dev/null/x"], "cannot be created"),
      (["requests", "--out", "/dev/null/x", "--operator", "deltanet"], "cannot be created"),
      (["drift", "--out", "/dev/null/x", "--quick"], "cannot be created"), (["no-such-command"], "no-such-command"),
      (["captures", "--in", "Specs"], "Specs"), (["prove", "--claim", "EQ-6"], "No claim begins with 'EQ-6'"),
    ])
  func refused(arguments: [String], complaint: String) throws {
    let result = try Self.run(arguments)
    #expect(result.code == 2)
    #expect(result.out.isEmpty && result.err.contains(complaint), "\(result.err)")
    #expect(!result.err.contains("Fatal error") && !result.err.contains("Error Domain"), "\(result.err)")
  }

  @Test("a proof names claim, strength and outcome; its wrong versions are refuted") func proves() throws {
    for (options, schema, holds) in [
      ([], "conform.prove/1", "holds"), (["--broken"], "conform.prove-broken/1", "refuted"),
    ] {
      let result = try Self.run(["prove", "--claim", "NEQ", "--claim", "SPEC", "--format", "json"] + options)
      #expect(result.code == 0, "\(result.err)")
      let json = try #require(try JSONSerialization.jsonObject(with: Data(result.out.utf8)) as? [String: Any])
      #expect(json["schema"] as? String == schema)
      let results = try #require(json["results"] as? [[String: Any]])
      #expect(results.count == 5 && results.allSatisfy { $0["outcome"] as? String == holds })
      for row in results { for name in ["claim", "strength", "detail"] { #expect(row[name] != nil) } }
    }
  }

  @Test("TOL-9: a model of a profile holds under it and is recognised, in text and in JSON") func models() throws {
    for (profile, name) in [("bf16", "bf16"), ("Examples/bf16-state.json", "bf16-state")] {
      let run = ["check", "--operator", "gdn", "--model", profile, "--profile", profile, "--likeness"]
      let text = try Self.run(run)
      #expect(text.code == 0 && text.out.contains("Behaves like \(name): typical ratio"), "\(text.out)")
      let json = try Self.run(run + ["--format", "json"])
      let root = try #require(try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
      let likeness = try #require(root["likeness"] as? [String: Any])
      #expect(root["profile"] as? String == name && likeness["behavesLike"] as? String == name)
      let rows = try #require(likeness["profiles"] as? [[String: Any]])
      let own = try #require(rows.first { $0["profile"] as? String == name })
      let interval = try #require(own["interval"] as? [Double])
      let ratio = try #require(own["typicalRatio"] as? Double)
      #expect(interval.count == 2 && interval[0] <= ratio && ratio <= interval[1])
    }
  }

  @Test("the numpy client passes") func numpyClient() throws {
    let result = try Self.run([
      "check", "--operator", "pgdn", "--operator", "kda", "--exec", "python3 Clients/numpy_client.py",
    ])
    #expect(result.code == 0, "\(result.out)\n\(result.err)")
    #expect(result.out.contains("0 fail") && result.out.contains("0 unable"))
  }

  /// The rows of a successful command's JSON.
  private func rows(_ arguments: [String], _ member: String) throws -> [[String: Any]] {
    let result = try Self.run(arguments + ["--format", "json"])
    #expect(result.code == 0, "\(result.out)\n\(result.err)")
    let json = try #require(try JSONSerialization.jsonObject(with: Data(result.out.utf8)) as? [String: Any])
    return try #require(json[member] as? [[String: Any]])
  }

  @Test("CONV-4: the numpy client answers as many requests as the built-in implementation, raw gates among them")
  func numpyGates() throws {
    let cases = try [[], ["--exec", "python3 Clients/numpy_client.py"]].map { subject in
      try rows(["check", "--operator", "kda"] + subject, "results")
        .first { $0["property"] as? String == "parity-o" }?["cases"] as? Int
    }
    #expect(cases[0] == cases[1] && (cases[0] ?? 0) > 50)
  }

  @Test("the numpy client agrees on the goldens of every operator") func numpyGoldens() throws {
    let known = try rows(["check", "--list"], "operators").compactMap { $0["name"] as? String }
    let judged = try rows(
      ["check", "--requests", "Fixtures/golden/requests", "--exec", "python3 Clients/numpy_client.py"], "results")
    for property in ["parity-o", "parity-state"] {
      let passed = judged.filter { $0["property"] as? String == property && $0["outcome"] as? String == "pass" }
      #expect(Set(passed.compactMap { $0["operator"] as? String }) == Set(known))
      // Every golden is judged, those of the options too.
      let files = try FileManager.default.contentsOfDirectory(
        atPath: Self.root.appendingPathComponent("Fixtures/golden/requests").path)
      // Where there is no token, o has no element.
      let cases = property == "parity-o" ? files.count { !$0.contains("-no-token") } : files.count
      #expect(cases > 100 && passed.compactMap { $0["cases"] as? Int }.reduce(0, +) == cases)
    }
    #expect(known.count > 20)
  }

  @Test(
    "GRAD-9: a recording declares a profile and nothing else; what it leaves where a gradient is 0 is found",
    arguments: [("tf32", 0), ("tf32\nnonzero dg_atk\n", 2), ("fp12", 2), ("fp32", 1)])
  func declared(text: String, code: Int32) throws {
    let (files, root) = (FileManager.default, FileManager.default.temporaryDirectory.appending(path: UUID().uuidString))
    defer { try? files.removeItem(at: root) }
    for folder in ["requests", "chunk.tf32"] {
      try files.createDirectory(at: root.appending(path: folder), withIntermediateDirectories: true)
      let file = folder + "/pgdn-small.safetensors"
      try files.copyItem(
        at: URL(fileURLWithPath: "Fixtures/captures/" + file), to: root.appending(path: file))
    }
    try Data(text.utf8).write(to: root.appending(path: "chunk.tf32/declared"))
    let result = try Self.run(["captures", "--in", root.path])
    #expect(result.code == code, "\(result.out)\n\(result.err)")
    #expect(code == 2 ? result.err.contains("declared") : result.out.contains("cumulative gate gradients") || code == 1)
  }

  @Test(
    "PAR-5: a recorded kernel's gate gradients are found to be differences, unless declared so",
    arguments: ["pairs", "cumulative", "differences"])
  func differences(declared: String) throws {
    let folder = "Fixtures/captures/"
    let result = try Self.run([
      "check", "--requests", folder + "requests", "--responses", folder + "fla.chunk.bf16", "--profile", "bf16",
      "--case", "gla.sums-less-prefixes.*", "--gate-gradients", declared,
    ])
    #expect(result.code == 0, "\(result.out)")
    #expect(result.out.contains("as differences of cumulative sums") == (declared != "differences"), "\(result.out)")
  }

  @Test(
    "CAMP-7: a search passes over what is too much work, and decides nothing where that is everything",
    arguments: [(["--work", "500"], 0), (["--work", "1"], 3), (["--work", "0"], 2), (["growth", "--work", "9"], 2)])
  func work(options: [String], code: Int) throws {
    let result = try Self.run(
      ["fuzz", "maximise"] + options + ["--steps", "16", "--operator", "pgdn", "--format", "json"])
    #expect(Int(result.code) == code, "\(result.out)\n\(result.err)")
    guard code != 2 else { return }
    let json = try #require(try JSONSerialization.jsonObject(with: Data(result.out.utf8)) as? [String: Any])
    #expect(json["work"] as? Int == Int(options[1]) && json["unjudged"] as? [String] == (code == 3 ? ["pgdn"] : []))
  }

  @Test("the goldens of gradients are listed, shown and judged like the others") func gradientGoldens() throws {
    func document(_ arguments: [String]) throws -> [String: Any] {
      let result = try Self.run(arguments + ["--format", "json"])
      #expect(result.code == 0, "\(result.out)\n\(result.err)")
      return try #require(try JSONSerialization.jsonObject(with: Data(result.out.utf8)) as? [String: Any])
    }
    let list = try document(["fixtures", "list"])
    let ids = try #require(list["results"] as? [String]).filter {
      // Solved by conjugate gradients, which are none.
      $0.contains("-gradient-") && !$0.contains("conjugate-gradient")
    }
    #expect(!ids.isEmpty && (list["summary"] as? [String: Int])?["gradients"] == ids.count)
    let shown = try Self.run(["fixtures", "show", "pgdn-gradient-no-state"])
    #expect(shown.out.contains("dq, dk, dv, dg, dbeta, dg_atk, dbeta_atk, dlog_atk_scale from do"), "\(shown.out)")
    let results = try #require(
      try document(["check", "--requests", "Fixtures/golden/requests"])["results"] as? [[String: Any]])
    let judged = results.filter { $0["property"] as? String == "parity-dk" && $0["outcome"] as? String == "pass" }
    #expect(judged.compactMap { $0["cases"] as? Int }.reduce(0, +) == ids.count)
  }

  @Test("a subject that answers nothing is undecided, not passed") func silent() throws {
    let result = try Self.run(["check", "--operator", "deltanet", "--exec", "true"])
    #expect(result.code == 3)
    #expect(result.out.contains("0 pass"))
  }

  @Test(
    "every command explains itself with an example, and knows --format and --seed",
    arguments: [
      ["check"], ["show"], ["captures"], ["requests"], ["fuzz"], ["fuzz", "run"], ["fuzz", "replay"], ["drift"],
      ["fuzz", "resume"], ["fuzz", "report"], ["fuzz", "merge"], ["fuzz", "promote"], ["fuzz", "maximise"], ["prove"],
      ["fixtures"], ["fixtures", "generate"], ["fixtures", "verify"], ["fixtures", "list"], ["fixtures", "show"],
    ])
  func help(command: [String]) throws {
    let result = try Self.run(command + ["--help"])
    #expect(result.code == 0 && result.out.contains("conform \(command.joined(separator: " "))"))
    #expect(result.out.contains("Example"))
    let isGroup = ["fuzz", "fixtures"].contains(command.last!)
    #expect(isGroup || (result.out.contains("--format") && result.out.contains("--seed")))
  }
}

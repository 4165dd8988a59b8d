import DeltaRecords
import Foundation
import Testing

/// What is printed, where, and how wide.
@Suite("Screens of the command line") struct ScreenTests {
  typealias Command = CommandTests

  /// Runs a command through a shell, for redirections and environments.
  static func shell(_ script: String) throws -> CommandTests.Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script.replacing("conform ", with: quotedForShell(Command.executable().path) + " ")]
    process.currentDirectoryURL = Command.root
    let (out, err) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (out, err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = out.fileHandleForReading.readDataToEndOfFile()
    let errors = err.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Command.Result(
      code: process.terminationStatus, out: String(decoding: output, as: UTF8.self),
      err: String(decoding: errors, as: UTF8.self))
  }

  @Test("the version is the one constant") func version() throws {
    let result = try Command.run(["--version"])
    #expect(result.code == 0 && result.out == Provenance.thisVersion + "\n")
  }

  @Test(
    "a full disk is no verdict: one sentence and exit 2",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
    arguments: [
      "check --operator deltanet", "check --operator deltanet --format json", "check --list", "--version", "--help",
      "fixtures list", "prove --claim NEQ",
    ])
  func fullDisk(command: String) throws {
    let result = try Self.shell("conform \(command) > /dev/full")
    #expect(result.code == 2 && result.err.contains("could not be written to standard output"), "\(result.err)")
    #expect(result.err.split(separator: "\n").filter { !$0.hasPrefix("warning: conform was built") }.count == 1)
  }

  @Test("a debug build says that it is one, once, where work is long") func debugBuild() throws {
    func warnings(_ arguments: [String]) throws -> Int {
      try Command.run(arguments).err.ranges(of: "built without optimisation").count
    }
    #expect(try warnings(["prove", "--claim", "NEQ", "--broken"]) == (_isDebugAssertConfiguration() ? 1 : 0))
    #expect(try warnings(["--version"]) == 0)
  }

  @Test("nothing is said of a standard error that is full") func fullErrors() throws {
    #expect(try Self.shell("conform check --operator gdm 2> /dev/full").code == 2)
  }

  @Test(
    "lines fit COLUMNS, and 80 where there is no terminal",
    arguments: ["check --list", "check --list --operator pgdn", "fixtures list", "check --operator deltanet --matrix"],
    ["", "COLUMNS=60", "COLUMNS=200", "COLUMNS=none"])
  func width(command: String, environment: String) throws {
    let result = try Self.shell("\(environment) conform \(command)")
    let columns = environment.split(separator: "=").last.flatMap { Int($0) } ?? 80
    #expect(result.code == 0 && !result.out.isEmpty)
    #expect(result.out.split(separator: "\n").allSatisfy { $0.count <= columns }, "\(result.out)")
  }

  @Test("the screen of a check is short and ends with the verdict") func short() throws {
    let result = try Command.run(["check", "--operator", "deltanet"])
    let lines = result.out.split(separator: "\n")
    #expect(lines.count < 12 && lines.last?.hasPrefix("PASS: ") == true, "\(result.out)")
    #expect(lines.last?.hasSuffix("0 declined, 0 unanswered") == true)
    #expect(!result.out.contains("parity-state") || !result.out.contains("split"))
    let matrix = try Command.run(["check", "--operator", "deltanet", "--matrix"]).out
    #expect(matrix.contains("parity-state") && matrix.contains("split"))
  }

  @Test("a failing check says why the worst case exists, in text and in JSON") func origin() throws {
    let run = ["check", "--operator", "gdn", "--mutant", "tail-gate-from-padding"]
    #expect(try Command.run(run).out.contains("guards P03, P04, P05, T01: gates from −5 to −20 with a partial tail"))
    let text = try Command.run(run + ["--format", "json"]).out
    let record = try JSONText.decode(CheckRecord.self, from: text)
    let failing = record.results.filter { $0.outcome == .fail }
    #expect(!failing.isEmpty && failing.allSatisfy { $0.origin != nil && $0.failing?.isEmpty == false })
    #expect(failing.contains { $0.origin?.regime == "gate-strong" && $0.origin?.guards.contains("T01") == true })
    #expect(record.conclusion == .fail && record.provenance.command?.hasPrefix("conform check --operator gdn") == true)
  }

  @Test("REC-3: the same run prints the same bytes") func deterministic() throws {
    let run = ["check", "--operator", "deltanet", "--format", "json"]
    #expect(try Command.run(run).out == Command.run(run).out)
  }

  @Test("what a subject declines is counted with its reason, and an absent gradient is the subject's") func declined()
    throws
  {
    let client = """
      from json import dumps
      from os import listdir, path
      from struct import pack
      from sys import argv
      for name in listdir(argv[1]):
          meta = {"response": dumps({"schema": "delta-rule/response/1", "id": name[:-12], "status": "unsupported",
                  "message": "K must be 128", "implementation": "none", "dtype": "f32"})}
          head = dumps({"__metadata__": meta}).encode()
          open(path.join(argv[2], name), "wb").write(pack("<Q", len(head)) + head)
      """
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString + ".py")
    try Data(client.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let result = try Command.run(["check", "--operator", "deltanet", "--exec", "python3 \(file.path)"])
    #expect(result.code == 3 && result.out.contains("requests: K must be 128"), "\(result.out)\(result.err)")
    #expect(result.out.contains("UNDECIDED: 0 requests judged"))
    #expect(!result.out.contains("OpenBLAS"))
  }

  @Test("a list in JSON says why a property does not apply") func applies() throws {
    let text = try Command.run(["check", "--list", "--operator", "gdn", "--format", "json"]).out
    let record = try JSONText.decode(ListRecord.self, from: text)
    let op = try #require(record.operators.first)
    #expect(op.applies.count == record.properties.count)
    #expect(op.applies.contains { $0.property == "parity-preconditioner" && $0.reason != nil })
    #expect(op.properties == op.applies.count { $0.reason == nil } && op.properties > 10)
  }
}

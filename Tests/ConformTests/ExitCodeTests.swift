import Foundation
import Testing

/// No exit code outside 0 to 3, whatever a file says or a client does (EX-6, EX-8, EX-10).
@Suite("Exit codes") struct ExitCodeTests {
  typealias Command = CommandTests

  /// Calls `body` with a folder of its own.
  static func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "exit-tests-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  @Test("EX-8: an invalid request exits 2 with the sentence that its manifest states") func invalid() throws {
    struct Manifest: Decodable {
      struct Entry: Decodable { let request, sentence: String }
      let invalid: [Entry]
    }
    let root = Command.root.appending(path: "Fixtures/invalid")
    let manifest = try JSONDecoder().decode(
      Manifest.self, from: Data(contentsOf: root.appending(path: "manifest.json")))
    #expect(manifest.invalid.count > 40)
    for entry in manifest.invalid {
      try Self.withFolder { folder in
        let name = entry.request + ".safetensors"
        try FileManager.default.copyItem(
          at: root.appending(path: "requests/" + name), to: folder.appending(path: name))
        let result = try Command.run(["check", "--requests", folder.path])
        #expect(result.code == 2 && result.err.contains(entry.sentence), "\(entry.request): \(result)")
      }
    }
  }

  @Test("EX-8: a response whose extents overflow costs its own verdicts only") func overflow() throws {
    try Self.withFolder { folder in
      let header = #"{"o":{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}"#
      let bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8)
      let name = "gdn-first-token.safetensors"
      try bytes.write(to: folder.appending(path: name))
      let requests = folder.appending(path: "requests")
      try FileManager.default.createDirectory(at: requests, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: Command.root.appending(path: "Fixtures/golden/requests/" + name), to: requests.appending(path: name))
      let result = try Command.run([
        "check", "--requests", requests.path, "--responses", folder.path, "--format", "json",
      ])
      #expect(result.code == 3 && result.out.contains("more elements than can be counted"), "\(result)")
    }
  }

  @Test(
    "EX-6: a client that crashes or hangs leaves a verdict",
    arguments: [("kill -9 $$; :", "signal 9"), ("exit 2; :", "status 2"), ("sleep 20; :", "0.5 s")])
  func crash(command: String, complaint: String) throws {
    let result = try Command.run(["check", "--operator", "deltanet", "--exec", command, "--time-limit", "0.5"])
    #expect(result.code == 3 && result.out.contains(complaint), "\(result)")
    // Lines are wrapped.
    let words = result.out.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("the first without an answer") && words.contains("UNDECIDED: 0 requests judged"))
  }

  @Test("EX-6: an interrupted run exits 3 and leaves nothing behind", arguments: [SIGINT, SIGTERM, SIGHUP])
  func interrupted(signal: Int32) throws {
    try Self.withFolder { folder in
      let (process, errors) = (Process(), Pipe())
      process.executableURL = Command.executable()
      process.arguments = ["check", "--operator", "deltanet", "--exec", "sleep 60; :"]
      process.environment = ProcessInfo.processInfo.environment.merging(["TMPDIR": folder.path]) { $1 }
      (process.standardInput, process.standardError) = (FileHandle.nullDevice, errors)
      func left() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("conform-") }
      }
      try process.run()
      let start = Date()
      while try left().isEmpty, Date().timeIntervalSince(start) < 20 { usleep(50_000) }
      #expect(try left().count == 1)
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      #expect(process.terminationReason == .exit && process.terminationStatus == 3 && text.contains("interrupted"))
      #expect(try left() == [])
    }
  }

  @Test(
    "EX-6, EX-11: a run leaves no files behind",
    arguments: [
      "check --case gdn.tail-1 --serve", "check --case gdn.tail-1 --likeness --serve", "check --case gdn.tail-1 --exec",
      "fuzz run --operator gdn --cases 2 --serve", "fuzz maximise --operator gdn --steps 2 --serve",
      "fuzz run --operator gdn --cases 2 --store STORE --serve", "check --case gdn.tail-1 --library",
    ])
  func tidy(words: String) throws {
    try Self.withFolder { folder in
      let clients = ["serve": "'\(Command.executable().path)' serve", "exec": "exit 3; :", "library": "Package.swift"]
      let client = try #require(clients[String(words.split(separator: "-").last!)])
      let store = folder.appending(path: "campaign").path
      let arguments = words.split(separator: " ").map { $0 == "STORE" ? store : String($0) }
      let files = folder.appending(path: "files")
      try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
      let result = try Command.run(
        arguments + [client, "--format", "json"], environment: ["TMPDIR": files.path])
      #expect(words.hasSuffix("library") ? result.code == 2 : [0, 3].contains(result.code), "\(result)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: files.path) == [])
    }
  }

  @Test("a slow round shows how far it is, on standard error alone") func progress() throws {
    let client = "work() { touch \"$2/gdn.tail-1.safetensors\"; sleep 1; }; work"
    let result = try Command.run(
      ["check", "--case", "gdn.tail-1", "--exec", client, "--format", "json", "--progress-every", "0.5"])
    let asked = result.err.matches(of: /checking 0\/1, \d+ s, 1 of (\d+) requests of the round answered/).first
    #expect(asked.flatMap { Int($0.output.1) } ?? 0 > 1, "\(result.err)")
    #expect(result.code == 3 && !result.out.contains("of the round"))
  }

  @Test(
    "an interrupted check shows what it has found, which decides nothing unless something fails",
    arguments: [false, true]) func shown(faulty: Bool) throws
  {
    // On a busy machine nothing may be judged yet.
    var (code, out, err) = try Self.interrupted(after: 1, faulty)
    for seconds in [2.0, 4, 8, 16] where err.contains("nothing is decided") {
      (code, out, err) = try Self.interrupted(after: seconds, faulty)
    }
    #expect(code == (faulty ? 1 : 3))
    #expect(out.contains("interrupted: ") && out.contains(faulty ? "FAIL: " : "UNDECIDED: "), "\(out)")
    #expect(err.contains("conform: interrupted after "), "\(err)")
  }

  /// A check that takes a minute, interrupted.
  static func interrupted(after seconds: Double, _ faulty: Bool) throws -> (code: Int32, out: String, err: String) {
    let (process, out, errors) = (Process(), Pipe(), Pipe())
    process.executableURL = Command.executable()
    process.arguments =
      ["check", "--suite", "full", "--exact-ratios", "--jobs", "1", "--operator", "pgdn", "--operator", "pkda"]
      + (faulty ? ["--mutant", "own-token-unread"] : [])
    (process.standardInput, process.standardOutput, process.standardError) = (FileHandle.nullDevice, out, errors)
    try process.run()
    usleep(UInt32(seconds * 1_000_000))
    kill(process.processIdentifier, SIGINT)
    let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (
      process.terminationStatus, text,
      String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    )
  }

  @Test("a reader that is gone is a refusal") func brokenPipe() throws {
    let result = try ScreenTests.shell("{ sleep 0.5; conform check --list; echo code $? >&2; } | true")
    #expect(result.err.contains("code 2"), "\(result.err)")
  }
}

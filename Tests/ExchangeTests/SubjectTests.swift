import DeltaOperators
import Foundation
import Testing

@testable import DeltaExchange

@Suite("EX-4 to EX-6: answers") struct SubjectTests {
  @Test("EX-4: responses read back as they were") func roundTrip() throws {
    let request = sampleRequest(.pgdn)
    let tensors = Dictionary(
      uniqueKeysWithValues: request.problem.outputNames.map {
        ($0, Tensor(request.problem.expectedShape(of: $0), repeating: .nan))
      })
    try withFolder { folder in
      try ResponseFile.write(id: "sample", .ok(Outputs(tensors)), implementation: "test", in: folder)
      guard case .ok(let found) = try FolderSubject(responses: folder).respond(to: [request])[0] else {
        Issue.record("no outputs")
        return
      }
      #expect(Set(found.tensors.keys) == [.output(.o), .output(.ht), .output(.at)])
      #expect(found[.o]!.values.allSatisfy { $0.isNaN })
    }
  }

  @Test("EX-4: conversions that were made are named, and anything else in their place is refused") func adapted() throws
  {
    try withFolder { folder in
      let request = sampleRequest(.gdn)
      var outputs = Outputs([:])
      outputs.adapted = ["normalise", "unpack"]
      try ResponseFile.write(id: "sample", .ok(outputs), implementation: "t", in: folder)
      guard case .ok(let found) = try FolderSubject(responses: folder).respond(to: [request])[0] else {
        Issue.record("no outputs")
        return
      }
      #expect(found.adapted == ["normalise", "unpack"])
      let text =
        #"{"schema":"delta-rule/response/1","id":"sample","status":"ok","message":"","adapted":["unpack",3]}"#
      try FileAccess.write(
        SafetensorsFile.encode([:], metadata: ["response": text]),
        to: folder.appendingPathComponent("sample.safetensors"))
      guard case .error(let why) = try FolderSubject(responses: folder).respond(to: [request])[0] else {
        Issue.record("no refusal")
        return
      }
      #expect(why.contains("'adapted' is") && why.contains("a list of strings"), "\(why)")
    }
  }

  @Test("EX-6: how far a command is with its round is known while it runs") func round() throws {
    try withFolder { folder in
      // It waits for a word between its answers.
      let word = folder.appendingPathComponent("go on").path
      let command = "work() { touch \"$2/a.safetensors\"; while [ ! -e '\(word)' ]; do sleep 0.05; done; }; work"
      let subject = try ExecSubject(command: command, timeLimit: 20)
      #expect(
        try ServeTests.progress(of: subject, ["a", "b", "c"], sending: word) == RoundProgress(answered: 1, asked: 3))
      #expect(subject.round == nil)
    }
  }

  @Test("EX-5: what was declined, failed or is absent is told apart") func statuses() throws {
    let requests = ["declined", "failed", "absent", "malformed"].map { sampleRequest(.gdn, id: $0) }
    try withFolder { folder in
      try ResponseFile.write(id: "declined", .unsupported("no gates"), implementation: "t", in: folder)
      try ResponseFile.write(id: "failed", .error("out of memory"), implementation: "t", in: folder)
      try FileAccess.write(Data([1, 2, 3]), to: folder.appendingPathComponent("malformed.safetensors"))
      let kinds = try FolderSubject(responses: folder).respond(to: requests).map { response in
        switch response {
        case .ok: "ok"
        case .unsupported(let why): "unsupported: " + why
        case .error(let why): "error: " + why
        case .missing: "missing"
        }
      }
      #expect(kinds[0] == "unsupported: no gates" && kinds[1] == "error: out of memory" && kinds[2] == "missing")
      #expect(kinds[3].contains("not a safetensors file"))
    }
  }

  @Test(
    "EX-6: a program that never ran is refused", arguments: [("/no/such/program", "was not found"), ("/", "executed")])
  func neverRan(command: String, complaint: String) throws {
    let subject = try ExecSubject(command: command, timeLimit: 10)
    let error = #expect(throws: ExchangeError.self) { try subject.respond(to: [sampleRequest(.gdn)]) }
    #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
  }

  /// A program that answers `a` and then does something else.
  static func answering(_ rest: String, _ requests: [Request]) throws -> [String] {
    try withFolder { folder in
      try ResponseFile.write(id: "a", .unsupported("not this one"), implementation: "t", in: folder)
      let file = folder.appendingPathComponent("a.safetensors").path
      let subject = try ExecSubject(command: "answer() { cp '\(file)' \"$2\"; \(rest); }; answer", timeLimit: 0.5)
      return try subject.respond(to: requests).map { response in
        switch response {
        case .ok: "ok"
        case .unsupported(let why): "unsupported: " + why
        case .error(let why): "error: " + why
        case .missing(let why): "missing: " + why
        }
      }
    }
  }

  @Test(
    "EX-6: of a program that fails every answer counts, and the others say how it ended and on what",
    arguments: [
      ("echo oops; exit 3", "failed with exit status 3", "is 'oops'"), ("exit 127", "status 127", "printed nothing"),
      ("kill -9 $$", "was ended by signal 9", "printed nothing"),
      ("echo slow; sleep 30", "took longer than 0.5 s", "is 'slow'"),
    ])
  func failures(rest: String, complaint: String, printed: String) throws {
    let answers = try Self.answering(rest, ["c", "a", "b"].map { sampleRequest(.gdn, id: $0) })
    #expect(answers[1] == "unsupported: not this one")
    for answer in [answers[0], answers[2]] {
      #expect(answer.hasPrefix("missing: the program ") && answer.contains(complaint), "\(answer)")
      #expect(answer.contains("probably on 'b', the first without an answer") && answer.contains(printed))
    }
  }

  @Test("EX-6: a program that fails after its last answer does not look sound") func failsAtTheEnd() throws {
    let answers = try Self.answering("exit 1", [sampleRequest(.gdn, id: "a")])
    #expect(answers == ["error: the program failed with exit status 1 after its last answer; it printed nothing"])
  }

  @Test("a time limit is a number of seconds", arguments: [0, -1, .nan, .infinity, 1e300]) func limits(limit: Double) {
    #expect(throws: ExchangeError.self) { try ExecSubject(command: "true", timeLimit: limit) }
  }

  @Test("EX-10: what is no regular file, or too large, is refused") func files() throws {
    try withFolder { folder in
      let (pipe, large) = (folder.appendingPathComponent("pipe"), folder.appendingPathComponent("large"))
      #expect(mkfifo(pipe.path, 0o600) == 0)
      _ = FileManager.default.createFile(atPath: large.path, contents: nil)
      #expect(truncate(large.path, 1 << 40) == 0)
      for (file, complaint) in [(pipe, "is not a regular file"), (folder, "regular"), (large, "1099511627776 bytes")] {
        let error = #expect(throws: ExchangeError.self) { try FileAccess.read(file) }
        #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
      }
    }
  }

  @Test("WELL-3: of answers made earlier nobody can tell what became of the inputs") func earlier() throws {
    try withFolder { folder in
      try ResponseFile.write(id: "sample", .ok(Outputs([:])), implementation: "test", in: folder)
      let answer = try FolderSubject(responses: folder).respond(to: [sampleRequest(.gdn)])[0]
      guard case .ok(let outputs) = answer else {
        Issue.record("\(answer)")
        return
      }
      #expect(outputs.modifiedInputs == nil)
    }
  }

  @Test("EX-6: a program that writes nothing gives no answer") func silent() throws {
    let subject = try ExecSubject(command: "true", timeLimit: 10)
    guard case .missing(let why) = try subject.respond(to: [sampleRequest(.gdn)])[0] else {
      Issue.record("an answer from nowhere")
      return
    }
    #expect(why.contains("wrote no file 'sample.safetensors'"))
  }

  @Test("WELL-3: an input that a program changed is named") func modified() throws {
    let request = sampleRequest(.gdn)
    try withFolder { folder in
      let file = try InputFile(request, in: folder)
      #expect(file.modifiedInputs().isEmpty)
      var problem = request.problem
      problem[.beta].values[1] += 1
      try RequestFile.write(Request(id: "sample", problem: sampleRequest(.gdn).problem), in: folder)
      #expect(file.modifiedInputs().isEmpty)
      try FileAccess.write(
        RequestFile.encode(Request(id: "sample", problem: problem)),
        to: folder.appendingPathComponent("sample.safetensors"))
      #expect(file.modifiedInputs() == [.input(.beta)])
    }
  }
}

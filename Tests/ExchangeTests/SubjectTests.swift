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
    "EX-6: a program that fails is told about in one sentence",
    arguments: [
      ("/no/such/program", "was not found"), ("echo oops; exit 3; :", "exit status 3"), ("kill -9 $$; :", "signal 9"),
      ("sleep 30; :", "took longer than 0.3 s"),
    ])
  func failures(command: String, complaint: String) throws {
    let subject = try ExecSubject(command: command, timeLimit: 0.3)
    let error = #expect(throws: ExchangeError.self) { try subject.respond(to: [sampleRequest(.gdn)]) }
    #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
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
      #expect(file.modifiedInputs() == [.beta])
    }
  }
}

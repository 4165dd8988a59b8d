import DeltaOperators
import Foundation
import Testing

@testable import DeltaExchange

/// Vectors of the third kind: requests that must be refused, held here as a table and as files for other readers.
@Suite("EX-8, EX-10: invalid requests") struct InvalidRequestTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures/invalid").standardized

  @Test("an invalid request is refused in one sentence that says why", arguments: InvalidRequest.all)
  func refused(request: InvalidRequest) throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent(request.name + ".safetensors")
      try FileAccess.write(try request.bytes(request.name), to: file)
      let error = #expect(throws: ExchangeError.self) { try RequestFile.read(file) }
      let sentence = error?.description ?? ""
      #expect(sentence.contains(request.sentence), "\(sentence)")
      #expect(sentence.hasSuffix(".") && !sentence.contains("\n") && sentence.utf8.count < 1_000)
      #expect(sentence.contains(request.name), "\(sentence)")
    }
  }

  /// What the folder holds besides the files.
  static var manifest: String {
    let entries = InvalidRequest.all.map { request in
      JSONValue.object([
        "request": .string(request.name), "clause": .string(request.clause), "sentence": .string(request.sentence),
      ]).description
    }
    return "{\"schema\":\"delta-rule/invalid/1\",\"invalid\":[\n" + entries.joined(separator: ",\n") + "\n]}\n"
  }

  @Test("Fixtures/invalid holds this table, file by file; REWRITE_INVALID=1 writes it anew") func stored() throws {
    let isRewriting = ProcessInfo.processInfo.environment["REWRITE_INVALID"] != nil
    let names = Set(InvalidRequest.all.map(\.name))
    #expect(names.count == InvalidRequest.all.count && names.count > 40)
    let manifest = Self.folder.appendingPathComponent("manifest.json")
    if isRewriting { try FileAccess.write(Data(Self.manifest.utf8), to: manifest) }
    #expect(try FileAccess.read(manifest) == Data(Self.manifest.utf8))
    for request in InvalidRequest.all {
      let file = Self.folder.appendingPathComponent("requests/\(request.name).safetensors")
      if isRewriting { try FileAccess.write(try request.bytes(request.name), to: file) }
      #expect(try FileAccess.read(file) == request.bytes(request.name), "\(request.name)")
    }
    let found = try FileAccess.safetensors(in: Self.folder.appendingPathComponent("requests"))
    #expect(Set(found) == Set(names.map { $0 + ".safetensors" }))
  }

  @Test("EX-10: what judging holds is counted, and the largest request is legal") func size() throws {
    func problem(_ op: String, _ shape: Shape) throws -> Problem { Problem(try .named(op), shape, inputs: [:]) }
    // q, k and v, g and β, h0; twice o and twice ht.
    let small = try problem("gdn", Shape(B: 2, T: 5, H: 1, HV: 2, K: 3, V: 4))
    let (inputs, outputs) = (30 + 30 + 80 + 20 + 20 + 48, 80 + 48)
    #expect(small.size == Double(inputs + 2 * outputs))
    #expect(try problem("gdn", Shape(T: 8192, H: 8, K: 128, V: 128)).size < Double(Problem.sizeLimit))
    let state = Shape(T: 0, K: 4096, V: 4096)
    #expect(try problem("deltanet", state).size == 3 * 4096 * 4096)
    var whole = try problem("deltanet", state)
    for name in whole.requiredInputs { whole.inputs[name] = Tensor(whole.expectedShape(of: name), []) }
    try whole.validate()
    whole.cotangents[.o] = Tensor([1, 0, 1, 4096], [])
    let error = #expect(throws: ProblemError.self) { try whole.validate() }
    #expect(error?.description.contains("67108864") == true)
  }
}

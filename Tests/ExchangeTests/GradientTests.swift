import DeltaOperators
import Foundation
import Testing

@testable import DeltaExchange

@Suite("EX-3, EX-4: gradients") struct GradientTests {
  /// A request that hands in a cotangent for every output.
  static func request(_ op: Operator) -> Request {
    var problem = sampleRequest(op).problem
    for name in CotangentName.allCases where problem.outputNames.contains(name.output) {
      let extents = problem.expectedShape(of: name.output)
      problem.cotangents[name] = Tensor(extents, (0..<extents.reduce(1, *)).map { Float($0 % 5) / 4 })
    }
    return Request(id: "sample", problem: problem)
  }

  @Test("a request with cotangents and a response with gradients read back", arguments: Operator.core)
  func roundTrip(op: Operator) throws {
    let request = Self.request(op)
    var gradients: [GradientName: Tensor] = [:]
    for name in request.problem.gradientNames { gradients[name] = request.problem[name.input] }
    for name in GradientName.allCases {
      #expect((gradients[name] == nil) == (request.problem.inputs[name.input] == nil))
    }
    try withFolder { folder in
      try RequestFile.write(request, in: folder.appendingPathComponent("requests"))
      let found = try #require(try RequestFile.readAll(in: folder).first)
      #expect(found.problem.cotangents == request.problem.cotangents)
      #expect(found.problem.inputs == request.problem.inputs)
      try ResponseFile.write(id: "sample", .ok(Outputs([:], gradients: gradients)), implementation: "test", in: folder)
      let file = folder.appendingPathComponent("sample.safetensors")
      guard case .ok(let outputs) = try ResponseFile.read(file, for: found) else {
        Issue.record("not ok")
        return
      }
      #expect(outputs.gradients == gradients)
    }
  }

  @Test("cotangents without a gradient asked for are passed over") func unasked() throws {
    let bytes = try edited(Self.request(.gdn)) { text in
      text.replacingOccurrences(of: #","dq","dk","dv","dg","dbeta","dh0"]"#, with: "]")
    }
    try withFolder { folder in
      try FileAccess.write(bytes, to: folder.appendingPathComponent("sample.safetensors"))
      let found = try #require(try RequestFile.readAll(in: folder).first)
      #expect(found.problem.cotangents.isEmpty && found.problem.gradientNames.isEmpty)
    }
  }

  @Test(
    "gradients that cannot be are refused",
    arguments: [
      (#","dk""#, "", "ask for all there are: dq, dk, dv, dg, dbeta, dh0"),
      (#","dk""#, #","dk","da0""#, "ask for all there are"), (#","dk""#, #","dx""#, "'dx'"),
    ])
  func refused(original: String, replacement: String, complaint: String) throws {
    let bytes = try edited(Self.request(.gdn)) { text in
      #expect(text.contains(original), "\(text)")
      return text.replacingOccurrences(of: original, with: replacement)
    }
    try withFolder { folder in
      try FileAccess.write(bytes, to: folder.appendingPathComponent("sample.safetensors"))
      let error = #expect(throws: ExchangeError.self) { try RequestFile.readAll(in: folder) }
      #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
    }
  }

  @Test("a cotangent of a wrong shape, a value that is not finite or no output is refused")
  func cotangents() throws {
    for (name, tensor, complaint) in [
      (CotangentName.o, Tensor([1], [0]), "'do' has shape [1]; expected [1, 3, 2, 3]"),
      (.ht, Tensor([1, 2, 2, 3], repeating: .infinity), "'dht' holds inf at [0, 0, 0, 0]; it must be finite"),
      (.at, Tensor([1, 1, 2], repeating: 0), "operator gdn has no output 'at'"),
    ] {
      var problem = Self.request(.gdn).problem
      problem.cotangents[name] = tensor
      let error = #expect(throws: ProblemError.self) { try problem.validate() }
      #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
    }
  }
}

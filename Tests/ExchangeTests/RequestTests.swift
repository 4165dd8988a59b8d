import DeltaOperators
import Foundation
import Testing

@testable import DeltaExchange

@Suite("EX-3: requests") struct RequestTests {
  @Test("a request reads back as it was", arguments: Operator.all, [false, true])
  func roundTrip(op: Operator, packed: Bool) throws {
    let shape = Shape(T: 5, H: 2, HV: 4, K: 3, V: 2, cuSeqlens: packed ? [0, 2, 2, 5] : nil)
    var request = sampleRequest(op, id: "\(op)+a b=1", shape)
    if packed {
      var problem = request.problem
      problem.settings = Settings(scale: 0.25, l2norm: .maxEps, x: 1.25, eps: 0x1p-9, stateLayout: .vk)
      problem.inputs[.h0] = nil
      request = Request(id: request.id, problem: problem)
    }
    try withFolder { folder in
      try RequestFile.write(request, in: folder)
      let found = try #require(try RequestFile.readAll(in: folder).first)
      #expect(found.id == request.id && found.problem.inputs == request.problem.inputs)
      #expect(found.problem.shape == request.problem.shape && found.problem.scale == request.problem.scale)
      #expect(found.problem.settings.l2norm == request.problem.settings.l2norm)
      #expect(found.problem.settings.stateLayout == request.problem.settings.stateLayout)
    }
  }

  @Test("options read back as they were, and are written only where they are not the standard ones")
  func options() throws {
    for op in Operator.all {
      for option in Options.tried(for: op.axes) {
        let request = sampleRequest(op, settings: Settings(options: option))
        let text = try #require(
          try SafetensorsFile(RequestFile.encode(request), named: "sample").metadata["request"])
        let members = ["write_key", "write_key_factor", "solver", "iterations", "cg_start", "cg_eps", "query_shift"]
        #expect(members.contains { text.contains("\"\($0)\"") } == (option != .standard))
        try withFolder { folder in
          try RequestFile.write(request, in: folder)
          #expect(try RequestFile.readAll(in: folder).first?.problem.settings.options == option)
        }
      }
    }
  }

  @Test(
    "an option that is wrong is refused, and the sentence says why",
    arguments: [
      (#""eps":"#, #""write_key":"plain","eps":"#, "must be one of squash, sherman-morrison"),
      (#""eps":"#, #""write_key_factor":"weighted","eps":"#, "needs one decay α for all channels; leave it out"),
      (#""eps":"#, #""solver":"conjugate-gradient","eps":"#, "member 'iterations' is missing"),
      (#""eps":"#, #""solver":"conjugate-gradient","iterations":2,"eps":"#, "'solver' does not fit operator pkda"),
    ])
  func refusedOption(original: String, replacement: String, complaint: String) throws {
    let bytes = try edited(sampleRequest(.pkda)) {
      $0.replacingOccurrences(of: original, with: replacement)
    }
    try withFolder { folder in
      try FileAccess.write(bytes, to: folder.appendingPathComponent("sample.safetensors"))
      let error = #expect(throws: ExchangeError.self) { try RequestFile.readAll(in: folder) }
      #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
    }
  }

  @Test(
    "a request that is wrong is refused, and the sentence says why",
    arguments: [
      (#""pgdn""#, #""pgdm""#, "Unknown operator 'pgdm'"),
      (#""T":3"#, #""T":4"#, "shape [1, 3, 1, 2]; expected [1, 4, 1, 2]"),
      (#""HV":2"#, #""HV":3"#, "expected"), (#""K":2"#, #""K":9999999999"#, "below 2^31"),
      (#""l2norm":"rsqrt-eps""#, #""l2norm":"batch""#, "must be one of none, rsqrt-eps, max-eps"),
      (#""gate":"log""#, #""gate":"exp""#, "must be one of log, softplus, lower-bound"),
      (#""gate":"log""#, #""gate":"softplus""#, "'A_log' is missing"),
      (#""cu_seqlens":null"#, #""cu_seqlens":[0,5,3]"#, "cu_seqlens"),
      (#""delta-rule/request/1""#, #""delta-rule/request/9""#, "delta-rule/request/1"),
      (#""outputs":["o","ht","at"]"#, #""outputs":["o","ht","zz"]"#, "'zz'"),
      (#""outputs":["o","ht","at"]"#, #""outputs":["o"]"#, "does not ask for 'ht'"),
    ])
  func refused(original: String, replacement: String, complaint: String) throws {
    let request = sampleRequest(.pgdn)
    let bytes = try edited(request) { text in
      #expect(text.contains(original), "\(text)")
      return text.replacingOccurrences(of: original, with: replacement)
    }
    try withFolder { folder in
      try FileAccess.write(bytes, to: folder.appendingPathComponent("sample.safetensors"))
      let error = #expect(throws: ExchangeError.self) { try RequestFile.readAll(in: folder) }
      #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
    }
  }

  @Test("CONV-4: raw gates read back with their form", arguments: [GateForm.softplus, .lowerBound])
  func rawGates(form: GateForm) throws {
    let request = sampleRequest(.kda, settings: Settings(gate: form, lowerBound: -2.5))
    try withFolder { folder in
      try RequestFile.write(request, in: folder)
      let found = try #require(try RequestFile.readAll(in: folder).first).problem
      #expect(found.settings.gate == form && found.inputs == request.problem.inputs)
      #expect(found.inputs[.aLog] != nil && found.inputs[.dtBias] != nil)
      #expect(found.settings.lowerBound == (form == .lowerBound ? -2.5 : Settings().lowerBound))
    }
  }

  @Test(
    "a tensor that the operator does not have is refused, whichever it is",
    arguments: InputName.allCases.filter { ![.q, .k, .v, .g, .beta, .h0].contains($0) })
  func stray(name: InputName) throws {
    var problem = sampleRequest(try .named("gdn")).problem
    problem.inputs[name] = Tensor(problem.expectedShape(of: name), repeating: 0.5)
    let bytes = RequestFile.encode(Request(id: "sample", problem: problem))
    try withFolder { folder in
      try FileAccess.write(bytes, to: folder.appendingPathComponent("sample.safetensors"))
      let error = #expect(throws: ExchangeError.self) { try RequestFile.readAll(in: folder) }
      #expect(error?.description.contains("'\(name.rawValue)' was given") == true, "\(error?.description ?? "")")
    }
  }

  @Test(
    "a tensor of a response, a gradient, or one that nobody knows is no part of a request",
    arguments: ["o", "dq", "zz"])
  func strange(name: String) throws {
    let file = try SafetensorsFile(RequestFile.encode(sampleRequest(try .named("gdn"))), named: "original")
    var tensors = [name: Tensor([1], [0.5])]
    for name in file.tensorNames { tensors[name] = try file.tensor(name) }
    try withFolder { folder in
      let bytes = SafetensorsFile.encode(tensors, metadata: ["request": file.metadata["request"]!])
      try FileAccess.write(bytes, to: folder.appendingPathComponent("sample.safetensors"))
      let error = #expect(throws: ExchangeError.self) { try RequestFile.readAll(in: folder) }
      #expect(error?.description.contains("'\(name)', which no request") == true, "\(error?.description ?? "")")
    }
  }

  @Test("a bad value is named with its index", arguments: [Float.nan, 0.5, .infinity]) func badGate(value: Float) throws
  {
    var problem = sampleRequest(.gdn).problem
    problem[.g].values[3] = value
    let bytes = RequestFile.encode(Request(id: "sample", problem: problem))
    try withFolder { folder in
      try FileAccess.write(bytes, to: folder.appendingPathComponent("sample.safetensors"))
      let error = #expect(throws: ExchangeError.self) { try RequestFile.readAll(in: folder) }
      #expect(error?.description.contains("'g' holds \(value) at [0, 1, 1]") == true, "\(error?.description ?? "")")
    }
  }

  @Test(
    "EX-1: an id that cannot name a file is refused",
    arguments: ["", "a/b", ".hidden", String(repeating: "x", count: 201)])
  func names(id: String) throws {
    let request = sampleRequest(.gdn, id: id)
    try withFolder { folder in #expect(throws: ExchangeError.self) { try RequestFile.write(request, in: folder) } }
  }

  @Test("EX-8: a folder that cannot be written to is refused") func unwritable() throws {
    let request = sampleRequest(.gdn)
    let folder = URL(fileURLWithPath: "/dev/null/folder")
    let error = #expect(throws: ExchangeError.self) { try RequestFile.write(request, in: folder) }
    #expect(error?.description.contains("cannot be created") == true)
  }
}

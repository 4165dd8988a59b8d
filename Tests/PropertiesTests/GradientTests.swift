import DeltaChunkwise
import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaProperties

@Suite("GRAD-8: judging gradients") struct GradientTests {
  static func request(
    _ op: Operator, _ shape: Shape = Shape(T: 9, H: 1, HV: 2, K: 3, V: 2, cuSeqlens: [0, 4, 4, 9]),
    _ norm: L2Norm = .rsqrtEps, _ layout: StateLayout = .kv, _ gate: GateForm = .log
  ) -> Request {
    var p = sample(op, shape, Settings(gate: gate, lowerBound: -2))
    (p.settings.l2norm, p.settings.stateLayout) = (norm, layout)
    p[.h0] = Tensor(p.expectedShape(of: .h0), p[.h0].values)
    var generator = SplitMix64(seed: 5)
    for name in CotangentName.allCases where p.outputNames.contains(name.output) {
      let extents = p.expectedShape(of: name.output)
      p.cotangents[name] = Tensor(extents, (0..<extents.reduce(1, *)).map { _ in Float(generator.nextSigned()) })
    }
    return Request(id: "gradients", problem: p)
  }

  static func agreement(
    _ name: GradientName, _ values: [Float], _ request: Request, _ expected: DeltaProperties.Expectation
  )
    -> GradientAgreement
  {
    var agreement = GradientAgreement(name)
    let compared = agreement.add(Tensor(request.problem.expectedShape(of: name.input), values), request, expected)
    #expect(compared)
    return agreement
  }

  @Test(
    "the adjoint in float32 lies within its bounds, and near them none lies that is wrong",
    arguments: Operator.all)
  func judged(op: Operator) {
    let request = Self.request(op)
    let expected = Expectation(request, of: .gradients, Tolerance(.fp32))
    var exact = Exact<Float>()
    let gradients = gradients(of: request.problem, in: Float.self, rounding: &exact)
    #expect(gradients.count == request.problem.inputs.count)
    for (name, values) in gradients {
      let sound = Self.agreement(name, values, request, expected)
      #expect(sound.holds && sound.typicalRatio < 4, "\(op) \(name): \(sound.worstRatio)")
      // A sign, a head's or channel's shift, a missing factor of 1 %, a NaN.
      let wrong: [[Float]] = [
        values.map { -$0 }, Array(values.dropFirst() + values.prefix(1)), values.map { $0 * 1.01 },
        values.indices.map { $0 == values.count - 1 ? .nan : values[$0] },
      ]
      for (fault, spoilt) in wrong.enumerated() where spoilt != values {
        let judged = Self.agreement(name, spoilt, request, expected)
        #expect(!judged.holds && judged.violations + judged.nonzeros > 0, "\(op) \(name): fault \(fault)")
      }
    }
  }

  @Test(
    "GRAD-13: the gradients of raw gates in float32 lie within the bounds, by the adjoint and by chunks",
    arguments: ["mamba2", "gla", "gdn", "pkda", "comba", "mesanet"], [GateForm.softplus, .lowerBound])
  func raw(name: String, gate: GateForm) throws {
    let request = Self.request(
      try .named(name), Shape(T: 40, H: 1, HV: 2, K: 6, V: 5, cuSeqlens: [0, 17, 17, 40]), .rsqrtEps, .kv, gate)
    try request.problem.validate()
    let expected = Expectation(request, of: .gradients, Tolerance(.fp32))
    var exact = Exact<Float>()
    let token = gradients(of: request.problem, in: Float.self, rounding: &exact)
    let chunked = ChunkwiseSubject(chunk: 16).evaluate(request.problem).gradients
    #expect(chunked.keys.sorted() == request.problem.gradientNames)
    for (name, values) in token {
      for found in [values, chunked[name]!.values] {
        let judged = Self.agreement(name, found, request, expected)
        #expect(judged.holds, "\(name): \(judged.worstRatio)")
      }
      let wrong = Self.agreement(name, values.map { $0 * 1.01 }, request, expected)
      #expect(!wrong.holds, "\(name)")
    }
  }

  @Test(
    "GRAD-13: saturated raw gates leave the chunkwise gradients finite", arguments: [GateForm.softplus, .lowerBound])
  func saturated(gate: GateForm) throws {
    var problem = Self.request(.kda, Shape(T: 20, H: 1, K: 4, V: 3), .rsqrtEps, .kv, gate).problem
    for i in problem[.g].values.indices { problem[.g].values[i] = [1e4, -1e4, 0, 3e38, -3e38][i % 5] }
    problem[.aLog] = Tensor([1], [80])
    try problem.validate()
    for (name, tensor) in ChunkwiseSubject().evaluate(problem).gradients {
      let finite = tensor.values.allSatisfy { $0.isFinite }
      #expect(finite, "\(name)")
    }
  }

  @Test("CH-8: the chunkwise gradients in float32 lie within the bounds", arguments: Operator.all, [16, 64])
  func chunkwise(op: Operator, chunk: Int) {
    for (norm, layout) in [(L2Norm.rsqrtEps, StateLayout.kv), (.maxEps, .vk)] {
      let request = Self.request(op, Shape(T: 70, H: 1, HV: 2, K: 12, V: 10, cuSeqlens: [0, 21, 21, 70]), norm, layout)
      let expected = Expectation(request, of: .gradients, Tolerance(.fp32))
      let gradients = ChunkwiseSubject(chunk: chunk).evaluate(request.problem).gradients
      #expect(gradients.keys.sorted() == request.problem.gradientNames)
      for (name, tensor) in gradients {
        let judged = Self.agreement(name, tensor.values, request, expected)
        #expect(judged.holds, "\(op) \(name): \(judged.worstRatio), typical \(judged.typicalRatio)")
      }
    }
  }

  @Test(
    "CH-8: a gate of −∞ has a gradient of exactly 0, and all are finite",
    arguments: ["gla", "gdn", "kda", "pgdn", "pkda", "comba", "mesanet"])
  func extremeGates(name: String) throws {
    var problem = Self.request(try .named(name)).problem
    for i in problem[.g].values.indices where i % 3 == 0 { problem[.g].values[i] = -.infinity }
    let gradients = ChunkwiseSubject().evaluate(problem).gradients
    for (name, tensor) in gradients {
      let finite = tensor.values.allSatisfy { $0.isFinite }
      #expect(finite, "\(name)")
    }
    for i in problem[.g].values.indices where i % 3 == 0 { #expect(gradients[.dg]!.values[i] == 0) }
  }

  @Test(
    "GRAD-5: first tokens of a zero state have log-decay gradients of exactly 0 in float32",
    arguments: ["gdn", "pkda", "comba", "mesanet"])
  func firstTokens(name: String) throws {
    var problem = Self.request(try .named(name)).problem
    (problem.inputs[.h0], problem.inputs[.a0]) = (nil, nil)
    problem.cotangents = problem.cotangents.filter { $0.key == .o }
    let gradients = ChunkwiseSubject(chunk: 4).evaluate(problem).gradients
    for (name, tensor) in gradients where name == .dg || name == .dgATK {
      let width = tensor.count / 9
      for i in tensor.values.indices {
        #expect((tensor.values[i] == 0) == [0, 4].contains(i / width), "\(name) \(i)")
      }
    }
  }

  @Test("a wrong shape is not compared, and nothing compared does not hold") func shape() throws {
    let request = Self.request(.pgdn)
    var agreement = GradientAgreement(.dq)
    let compared = agreement.add(Tensor([1], [0]), request, Expectation(request, of: .gradients, Tolerance(.fp32)))
    #expect(!compared && !agreement.holds)
  }
}

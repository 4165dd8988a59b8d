import DeltaChunkwise
import DeltaInputs
import DeltaOperators
import DeltaRecords
import DeltaScalars
import Testing

@testable import DeltaProperties

@Suite("TOL-6: underflow") struct FloorTests {
  /// A key of zeros, whose gradient is divided by 10⁻¹².
  static func problem(_ norm: L2Norm) throws -> Problem {
    var p = sample(try .named("gdn"), Shape(T: 2, K: 2, V: 2))
    p.settings.l2norm = norm
    p.inputs[.k] = Tensor([1, 2, 1, 2], [0, 0, 3, 4])
    p.inputs[.q] = Tensor([1, 2, 1, 2], [0.25, 0, 1, 1])
    return p
  }

  @Test("what a short row is divided by, underflow is divided by too") func rows() throws {
    let zero = Floor(1, of: .gradient(.dk), try Self.problem(.maxEps))
    #expect((0..<4).map { zero[$0] } == [1e12, 1e12, 1, 1])
    let query = Floor(1, of: .gradient(.dq), try Self.problem(.maxEps))
    #expect((0..<4).map { query[$0] } == [4, 4, 1, 1])
    let eps = Floor(1, of: .gradient(.dk), try Self.problem(.rsqrtEps))
    #expect(abs(eps[0] - 1e3) < 1e-6 && eps[3] == 1)
  }

  @Test("what is not divided keeps the floor", arguments: [ResponseTensor.gradient(.dv), .output(.o)])
  func others(tensor: ResponseTensor) throws {
    let floor = Floor(3, of: tensor, try Self.problem(.maxEps))
    #expect((0..<4).map { floor[$0] } == [3, 3, 3, 3])
    let unnormalised = Floor(3, of: .gradient(.dk), try Self.problem(.none))
    #expect(unnormalised[0] == 3)
  }

  @Test("a residue of one step where nothing should be is decided, and two are too many") func step() throws {
    var p = sample(try .named("gdn"), Shape(T: 3, K: 2, V: 2))
    for name in [InputName.v, .h0] { p[name].values = p[name].values.map { _ in 0 } }
    let requests = [Request(id: "base", problem: p)]
    func outcome(_ steps: Float) throws -> Outcome? {
      let subject = FloatSubject { _, outputs in outputs[.o]!.values = outputs[.o]!.values.map { _ in steps * 0x1p-24 }
      }
      return try verdicts(subject, .fp16, requests)["parity-o"]?.outcome
    }
    #expect(try outcome(1) == .pass)
    #expect(try outcome(2) == .fail)
  }

  @Test("a step of the outputs' format is underflow in what comes back in it, and nowhere else") func formats() throws {
    var p = sample(try .named("gdn"), Shape(T: 3, K: 2, V: 2))
    for name in [InputName.v, .h0] { p[name].values = p[name].values.map { _ in 0 } }
    p.cotangents[.o] = Tensor(p.expectedShape(of: ResponseTensor.output(.o)), p[.v].values)
    let requests = [Request(id: "base", problem: p)]
    func outcome(_ name: GradientName) throws -> Outcome? {
      let subject = SummedSubject { _, outputs in
        // Requests that a relation derives may ask for no gradient.
        guard let tensor = outputs.gradients[name] else { return }
        outputs.tensors[.gradient(name.input)] = Tensor(tensor.shape, tensor.values.map { _ in 0x1p-24 })
      }
      return try verdicts(subject, .fp16, requests)["parity-\(name.rawValue)"]?.outcome
    }
    for name in [GradientName.dq, .dk, .dv, .dbeta] { #expect(try outcome(name) == .pass, "\(name)") }
    for name in [GradientName.dg, .dh0] { #expect(try outcome(name) == .fail, "\(name)") }
  }

  @Test("TOL-2: a product that is added to what it cancels is rounded by a kernel without fused arithmetic")
  func products() throws {
    // h0 + k v with one product, nearly zero: all that is left is the rounding of the product.
    var p = Problem(
      try .named("linear-attention"), Shape(T: 1, K: 1, V: 1), Settings(scale: 1, l2norm: .none),
      inputs: [
        .q: Tensor([1, 1, 1, 1], [1]), .k: Tensor([1, 1, 1, 1], [0.08460016]), .v: Tensor([1, 1, 1, 1], [0.5976129]),
      ])
    let product = Float(0.08460016) * Float(0.5976129)
    p.inputs[.h0] = Tensor([1, 1, 1, 1], [-product])
    let expected = Expectation(p, Tolerance(.fp32), seed: 1)
    let unfused = Double(product - product)
    #expect(expected.reference[.output(.ht)]![0] != 0)
    #expect(expected.allows([unfused], as: .output(.ht)))
    // A hundred times the rounding of the product is too much.
    #expect(!expected.allows([unfused + 100 * Double(product.ulp)], as: .output(.ht)))
  }
}

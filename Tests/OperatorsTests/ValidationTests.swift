import DeltaOperators
import Testing

/// CONV-1, CONV-2: what is refused, and in which words.
@Suite("CONV-1, CONV-2: validation") struct ValidationTests {
  /// A legal PGDN problem: B = 1, T = 2, H = 1, HV = 2, K = 2, V = 3.
  static func legal(_ shape: Shape = Shape(T: 2, H: 1, HV: 2, K: 2, V: 3)) throws -> Problem {
    var p = Problem(.pgdn, shape, inputs: [:])
    for name in p.requiredInputs {
      p.inputs[name] = Tensor(p.expectedShape(of: name), repeating: name == .g ? -1 : 0.5)
    }
    p.inputs[.gATK] = Tensor(p.expectedShape(of: .gATK), repeating: -0.25)
    return p
  }

  struct Broken: CustomTestStringConvertible, Sendable {
    let sentence: String
    let breaking: @Sendable (inout Problem) -> Void
    var testDescription: String { sentence }
  }

  static let table: [Broken] = [
    Broken(sentence: "Tensor 'k' is missing; operator pgdn needs it.") { $0.inputs[.k] = nil },
    Broken(sentence: "Tensor 'v' has shape [1, 2, 2, 2]; expected [1, 2, 2, 3].") {
      $0.inputs[.v] = Tensor([1, 2, 2, 2], repeating: 0)
    },
    Broken(sentence: "Tensor 'q' holds nan at [0, 1, 0, 1]; allowed is any finite number.") {
      $0[.q].values[3] = .nan
    },
    Broken(sentence: "Tensor 'g' holds 0.5 at [0, 0, 1]; allowed is a natural log gate, at most 0 (−∞ is legal).") {
      $0[.g].values[1] = 0.5
    },
    Broken(sentence: "Tensor 'beta' holds 2.5 at [0, 1, 0]; allowed is a gain in [0, 2].") {
      $0[.beta].values[2] = 2.5
    },
    Broken(sentence: "Tensor 'beta_atk' holds -1.0 at [0, 0, 0]; allowed is a finite number that is not negative.") {
      $0[.betaATK].values[0] = -1
    },
    Broken(sentence: "HV = 3 is not a multiple of H = 2; each key head serves HV/H value heads.") {
      $0.shape = Shape(T: 2, H: 2, HV: 3, K: 2, V: 3)
    },
    Broken(sentence: "K is 0; it must be at least 1.") { $0.shape = Shape(T: 2, H: 1, HV: 2, K: 0, V: 3) },
    Broken(sentence: "T is -1; it must not be negative.") { $0.shape = Shape(T: -1, H: 1, HV: 2, K: 2, V: 3) },
    Broken(sentence: "cu_seqlens falls from 2 to 1 at entry 2; it must not decrease.") {
      $0.shape = Shape(T: 2, H: 1, HV: 2, K: 2, V: 3, cuSeqlens: [0, 2, 1, 2])
    },
    Broken(sentence: "cu_seqlens [0, 1] must run from 0 to T = 2 with at least two entries.") {
      $0.shape = Shape(T: 2, H: 1, HV: 2, K: 2, V: 3, cuSeqlens: [0, 1])
    },
    Broken(sentence: "Tensor 'A_log' is missing; operator pgdn needs it.") { $0.settings.gate = .softplus },
    Broken(sentence: "Tensor 'dt_bias' was given, but operator pgdn has no such input; remove it.") {
      $0.inputs[.dtBias] = Tensor([2], repeating: 0)
    },
    Broken(
      sentence:
        "Tensor 'A_log' holds 81.0 at [1]; allowed is a number in [−80, 80], whose exponential is finite in float32."
    ) {
      $0.settings.gate = .softplus
      $0.inputs[.aLog] = Tensor([2], [0, 81])
    },
    Broken(sentence: "lower_bound is 0.0; it must be in [−5, 0).") {
      ($0.settings.gate, $0.settings.lowerBound) = (.lowerBound, 0)
    },
    Broken(sentence: "gate is 'softplus', but operator pdn has no gate for each token; use 'log'.") {
      ($0.op, $0.settings.gate) = (Operator.all.first { $0.name == "pdn" }!, .softplus)
    },
    Broken(sentence: "x is 1.0; it must be finite and above 1.") { $0.settings.x = 1 },
    Broken(sentence: "eps is 0.0; it must be finite and positive.") { $0.settings.eps = 0 },
    Broken(
      sentence: "Setting 'write_key_factor' does not fit operator pgdn: the Sherman–Morrison form already divides by "
        + "1 + kᵀ(p∘k); leave it out."
    ) { $0.settings.options = Options(writeKey: .shermanMorrison, factor: .damped) },
    Broken(
      sentence:
        "Setting 'solver' does not fit operator pgdn: only a query that solves with a Gram matrix can be solved "
        + "for step by step; leave it out."
    ) { $0.settings.options.gramSolve = .conjugateGradient(iterations: 3) },
    Broken(sentence: "Tensor 'lambda' is missing; operator pgdn needs it.") {
      $0.settings.options.writeKey = .shermanMorrison
      $0.inputs[.logATKScale] = nil
    },
    Broken(
      sentence: "Tensor 'do' was given, but gradients are defined for the standard options alone; remove it."
    ) {
      $0.settings.options.factor = .damped
      $0.cotangents[.o] = Tensor($0.expectedShape(of: .o), repeating: 0)
    },
  ]

  @Test("each violation is one sentence", arguments: table)
  func refused(broken: Broken) throws {
    var p = try Self.legal()
    try p.validate()
    broken.breaking(&p)
    let error = #expect(throws: ProblemError.self) { try p.validate() }
    #expect(error.map(String.init(describing:)) == broken.sentence)
  }

  @Test("OP-S: the numbers of conjugate gradients are checked") func conjugateGradients() throws {
    var p = Problem(.mesanet, Shape(T: 2, K: 2, V: 2), inputs: [:])
    for name in p.requiredInputs { p.inputs[name] = Tensor(p.expectedShape(of: name), repeating: name == .g ? -1 : 1) }
    func sentence(_ iterations: Int, _ eps: Double) -> String? {
      p.settings.options.gramSolve = .conjugateGradient(iterations: iterations, eps: eps)
      do { try p.validate() } catch { return "\(error)" }
      return nil
    }
    #expect(sentence(0, 1e-5) == nil && sentence(30, 1) == nil)
    #expect(sentence(-1, 1e-5) == "iterations is -1; it must be from 0 to 1000.")
    #expect(sentence(4, 0) == "cg_eps is 0.0; it must be finite and positive.")
  }

  @Test("CONV-2: a Gram matrix must be symmetric", arguments: ["mesanet", "least-squares"]) func gram(name: String)
    throws
  {
    var p = Problem(try .named(name), Shape(T: 1, H: 1, HV: 2, K: 3, V: 2), inputs: [:])
    for name in p.requiredInputs + p.optionalInputs {
      p.inputs[name] = Tensor(p.expectedShape(of: name), repeating: name == .g ? -1 : 1)
    }
    try p.validate()
    let second = p[.a0].count - 9
    (p[.a0].values[second + 6], p[.a0].values[second + 2]) = (0.5, 0.25)
    let error = #expect(throws: ProblemError.self) { try p.validate() }
    #expect(
      error?.description
        == "Tensor 'a0' holds 0.5 at [0, \(second / 9), 2, 0] and 0.25 at its mirror image; a Gram matrix "
        + "is symmetric: hand over the mean of both.")
  }

  @Test("a tensor that the operator does not have is refused") func unexpected() throws {
    var p = try Self.legal()
    p.op = .gdn
    let error = #expect(throws: ProblemError.self) { try p.validate() }
    #expect(error == .unexpected(.gATK, p.op))
  }

  @Test("an unknown operator is refused with the known ones") func unknown() {
    let error = #expect(throws: ProblemError.self) { try Operator.named("gdm") }
    #expect(error!.description.hasPrefix("Unknown operator 'gdm' (did you mean 'gdn'?); the operators are linear-"))
  }

  @Test("the edges of the domain are legal") func edges() throws {
    var p = try Self.legal()
    p[.g].values = [-.infinity, 0, -316, -0.0]
    p[.beta].values = [0, 2, 1, 0.5]
    try p.validate()
    try Self.legal(Shape(T: 0, H: 1, HV: 2, K: 2, V: 3)).validate()
    try Self.legal(Shape(T: 2, H: 1, HV: 2, K: 2, V: 3, cuSeqlens: [0, 0, 2, 2])).validate()
  }

  @Test(
    "dropping the gate leads to the ungated operator",
    arguments: [
      ("gdn", "deltanet"), ("pkda", "pdn"), ("retnet", "linear-attention"), ("gla", "linear-attention"),
      ("p-mamba2", "pla"), ("pgla", "pla"), ("comba", "deltanet"), ("gdn2", "deltanet"),
    ])
  func ungated(gated: String, plain: String) throws {
    #expect(try Operator.named(gated).ungated == Operator.named(plain))
  }
}

import DeltaEnclosures
import DeltaExactScalars
import DeltaOperators
import DeltaRecurrences
import Testing

/// Enclosed gradients: decided, as near as doubles say, exactly zero where they are (ENC-3).
@Suite struct EnclosedGradientTests {
  static func problem(_ op: Operator, T: Int = 9) -> Problem {
    var problem = EnclosureTests.problem(op, T: T, K: 4, V: 3)
    for name in CotangentName.allCases where problem.outputNames.contains(name.output) {
      let extents = problem.expectedShape(of: name.output)
      problem.cotangents[name] = Tensor(extents, (0..<extents.reduce(1, *)).map { Float($0 % 7) - 2.5 })
    }
    return problem
  }

  @Test("ENC-3: every gradient is decided at the first precision, and doubles are near", arguments: Operator.all)
  func decidesEveryGradient(op: Operator) throws {
    let problem = Self.problem(op)
    try problem.validate()
    let (decided, doubles) = (try EnclosedReference.evaluate(problem, .gradients), Reference.gradients(problem))
    #expect(Set(decided.values.keys) == Set(problem.tensors(of: .gradients)) && decided.attempts == 1)
    for name in problem.gradientNames {
      let (exact, found) = (decided[name]!, doubles[name]!)
      #expect(exact.count == found.count && !exact.isEmpty)
      let scale = exact.map(\.magnitude).max()!
      #expect(zip(exact, found).allSatisfy { ($0 - $1).magnitude <= 1e-11 * scale }, "\(name)")
    }
  }

  @Test(
    "ENC-3: the rounded value lies in a much narrower enclosure's neighbourhood, to half an ulp",
    arguments: ["pkda", "mesanet"])
  func halfUlp(name: String) throws {
    let problem = Self.problem(try .named(name))
    let decided = try EnclosedReference.evaluate(problem, .gradients)
    let narrow = EnclosedReference.enclose(problem, .gradients, precision: 1024)
    for name in problem.gradientNames {
      for (value, ball) in zip(decided[name]!, narrow[.gradient(name)]!) {
        #expect(Ball.abs(ball - Ball(value, precision: 53)).isAtMost(Ball(value.ulp / 2, precision: 53)) == .yes)
      }
    }
  }

  @Test("ENC-3, GRAD-5: gates of −∞ and a zero state give gradients of exactly +0, at the first precision")
  func exactZeros() throws {
    var problem = Self.problem(.pgdn, T: 3)
    for name in [InputName.g, .gATK] {
      problem[name] = Tensor(problem.expectedShape(of: name), repeating: -.infinity)
    }
    let decided = try EnclosedReference.evaluate(problem, .gradients)
    for name in [GradientName.dg, .dgATK, .dh0, .da0] {
      #expect(!decided[name]!.isEmpty && decided[name]!.allSatisfy { $0.bitPattern == 0 })
    }
    #expect(decided.attempts == 1)
  }

  @Test("ENC-2, ENC-3: a gradient that cancels is decided by a higher precision")
  func escalation() throws {
    // dv_1 = S̄ᵀk = 2¹²⁰ + 2⁻¹³⁰ − 2¹²⁰.
    var problem = Problem(
      .linearAttention, Shape(T: 1, K: 3, V: 1), Settings(scale: 1, l2norm: .none), inputs: [:])
    problem.inputs[.q] = Tensor([1, 1, 1, 3], [0, 0, 0])
    problem.inputs[.k] = Tensor([1, 1, 1, 3], [1, 1, 1])
    problem.inputs[.v] = Tensor([1, 1, 1, 1], [1])
    problem.cotangents[.ht] = Tensor([1, 1, 3, 1], [0x1p120, 0x1p-130, -0x1p120])
    try problem.validate()
    let decided = try EnclosedReference.evaluate(problem, .gradients)
    #expect(decided[.dv] == [0x1p-130] && decided.attempts == 2)
    #expect(Reference.gradients(problem)[.dv] == [0])
  }

  @Test("ENC-3: without cotangents nothing is asked for, and nothing decided") func nothingAsked() throws {
    #expect(try EnclosedReference.evaluate(EnclosureTests.problem(.gdn, T: 2), .gradients).values.isEmpty)
  }

  @Test("ENC-3: what cannot be decided is said in one sentence, after the last precision") func undecidable() throws {
    var problem = Self.problem(.deltanet, T: 1)
    problem.inputs[.v] = Tensor(problem.expectedShape(of: .v), repeating: .nan)
    #expect {
      try EnclosedReference.evaluate(problem, .gradients)
    } throws: {
      "\($0)".contains("of gradient 'dq'") && "\($0)".contains("\(EnclosedReference.precisionLimit) bits")
    }
  }
}

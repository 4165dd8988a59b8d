import DeltaEnclosures
import DeltaExactScalars
import DeltaInputs
import DeltaOperators
import DeltaRecurrences
import DeltaScalars
import Testing

/// The enclosed reference: tight, decided, and containing what doubles compute up to their error (ENC-1, ENC-2).
@Suite struct EnclosureTests {
  static func problem(_ op: Operator, T: Int, K: Int = 8, V: Int = 5, norm: L2Norm = .rsqrtEps) -> Problem {
    var generator = SplitMix64(seed: 11)
    let shape = Shape(B: 1, T: T, H: 2, HV: 4, K: K, V: V)
    var problem = Problem(op, shape, Settings(l2norm: norm), inputs: [:])
    for name in problem.requiredInputs + problem.optionalInputs {
      let extents = problem.expectedShape(of: name)
      let values = (0..<extents.reduce(1, *)).map { _ -> Float in
        let x = Float(Format.bf16.rounded(generator.nextSigned()))
        switch name {
        case .g, .gATK: return -x.magnitude / 4
        case .beta, .betaErase, .betaATK, .a0, .b, .w: return x.magnitude
        case .lambda: return max(x.magnitude, 0.25)
        default: return x
        }
      }
      problem.inputs[name] = Tensor(extents, values)
      if name == .a0 && op.axes.preconditioner.state.isGram { problem[.a0] = problem[.a0].dominantGrams() }
    }
    return problem
  }

  @Test("ENC-1: every output is decided, and doubles are within their error of it", arguments: Operator.all)
  func decidesEveryOutput(op: Operator) throws {
    let problem = Self.problem(op, T: 40)
    try problem.validate()
    let (decided, doubles) = (try EnclosedReference.evaluate(problem), Reference.evaluate(problem))
    for name in problem.outputNames {
      let (exact, found) = (decided[name]!, doubles[name]!)
      #expect(exact.count == found.count && !exact.isEmpty)
      let scale = exact.map(\.magnitude).max()!
      #expect(zip(exact, found).allSatisfy { ($0 - $1).magnitude <= 1e-12 * scale })
    }
  }

  @Test("ENC-1: the rounded value lies in a much narrower enclosure's neighbourhood, to half an ulp")
  func halfUlp() throws {
    let problem = Self.problem(.pkda, T: 24)
    let decided = try EnclosedReference.evaluate(problem)
    let narrow = EnclosedReference.enclose(problem, precision: 1024)
    for name in problem.outputNames {
      for (value, ball) in zip(decided[name]!, narrow[.output(name)]!) {
        #expect(Ball.abs(ball - Ball(value, precision: 53)).isAtMost(Ball(value.ulp / 2, precision: 53)) == .yes)
      }
    }
  }

  @Test("ENC-2: the loss of precision is a fraction of a bit a token, and the first precision suffices")
  func lossPerToken() throws {
    let op = Operator.pgdn
    func accuracy(_ T: Int) -> Int {
      let balls = EnclosedReference.enclose(Self.problem(op, T: T, K: 4, V: 2), precision: 1024)[.output(.ht)]!
      return balls.map { Int(1024 + (Double.log($0.radius) / Double.log(2))) }.max()!
    }
    let lost = Double(accuracy(512) - accuracy(128)) / 384
    #expect(lost < 0.5, "\(lost) bits a token")
    #expect(try EnclosedReference.evaluate(Self.problem(op, T: 512, K: 4, V: 2)).attempts == 1)
  }

  @Test("ENC-2: when the first precision does not decide, a higher one does")
  func escalation() throws {
    // Cancellation on purpose: S_1 = kvᵀ is read by q ⟂ k up to 2⁻²⁰⁰, which floats can state in an initial state.
    var problem = Problem(
      .linearAttention, Shape(T: 1, K: 2, V: 1), Settings(scale: 1, l2norm: .none), inputs: [:])
    problem.inputs[.q] = Tensor([1, 1, 1, 2], [1, -1])
    problem.inputs[.k] = Tensor([1, 1, 1, 2], [1, 1])
    problem.inputs[.v] = Tensor([1, 1, 1, 1], [0x1p120])
    problem.inputs[.h0] = Tensor([1, 1, 2, 1], [0x1p-130, 0])
    let decided = try EnclosedReference.evaluate(problem)
    #expect(decided[.o] == [0x1p-130])
    #expect(decided.attempts == 2)
    #expect(Reference.evaluate(problem)[.o] == [0])
  }

  @Test("ENC-1: a gate of −∞ and a zero initial state give exact zeros")
  func exactZeros() throws {
    var problem = Self.problem(.gdn, T: 3)
    problem.inputs[.g] = Tensor([1, 3, 4], repeating: -.infinity)
    problem.inputs[.beta] = Tensor([1, 3, 4], repeating: 0)
    let decided = try EnclosedReference.evaluate(problem)
    #expect(decided[.ht]!.allSatisfy { $0 == 0 })
    #expect(decided.attempts == 1)
  }

  @Test("ENC-1: what cannot be decided is said in one sentence")
  func undecidable() throws {
    var problem = Self.problem(.deltanet, T: 1)
    problem.inputs[.v] = Tensor(problem.expectedShape(of: .v), repeating: .nan)
    #expect {
      try EnclosedReference.evaluate(problem)
    } throws: {
      "\($0)".contains("Element 0 of output 'o'")
    }
  }
}

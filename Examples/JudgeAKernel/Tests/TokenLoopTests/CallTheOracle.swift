import DeltaConformance
import Testing

@Suite("The oracle, called") struct CallTheOracle {
  /// Two tokens of Gated DeltaNet with two key channels and one value channel.
  func example() throws -> Problem {
    let problem = Problem(
      .gdn, Shape(T: 2, K: 2, V: 1), Settings(scale: 1, l2norm: .none),
      inputs: [
        .q: Tensor([1, 2, 1, 2], [1, 0, 1, 1]), .k: Tensor([1, 2, 1, 2], [1, 0, 0.5, 0.5]),
        .v: Tensor([1, 2, 1, 1], [2, 3]), .g: Tensor([1, 2, 1], [0, -1]), .beta: Tensor([1, 2, 1], [1, 0.5]),
      ])
    try problem.validate()
    return problem
  }

  @Test("in double precision") func doubles() throws {
    let problem = try example()
    let outputs = Reference.evaluate(problem)
    #expect(outputs[.o]!.count == 2)
    #expect(outputs[.ht]!.count == 2)
  }

  @Test("with a proof of its own error") func proven() throws {
    let problem = try example()
    let proven = try EnclosedReference.evaluateFloats(problem)
    #expect(proven[.o]! == Reference.evaluate(problem)[.o]!.map(Float.init))
  }

  @Test("for gradients") func gradients() throws {
    var problem = try example()
    problem.cotangents[.o] = Tensor([1, 2, 1, 1], [1, 1])
    let gradients = Reference.gradients(problem)
    #expect(gradients[.dv]!.count == 2)
  }

  @Test("for what arithmetic may cost, element by element") func bounds() throws {
    let problem = try example()
    let fine = Expectation(problem, Tolerance(.fp32), seed: 1)
    let coarse = Expectation(problem, Tolerance(.bf16), seed: 1)
    #expect(zip(fine.bound[.output(.o)]!, coarse.bound[.output(.o)]!).allSatisfy { $0 < $1 })
  }
}

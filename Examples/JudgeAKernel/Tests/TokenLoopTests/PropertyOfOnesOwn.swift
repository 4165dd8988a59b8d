import DeltaConformanceTesting
import Testing

/// The output is linear in the scale of the query: what only this kernel's author asks for.
struct DoubledScale: Property {
  let name = "doubled-scale"
  let clause = "mine"
  let summary = "twice the scale gives twice the output"

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    var problem = base.problem
    problem.settings.scale = 2 * problem.scale
    inquiry.ask("doubled-scale", problem)
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let doubled = try inquiry.request("doubled-scale")
    let once = try answers.values(inquiry.base, .output(.o))
    let bound = oracle.expectation(inquiry.base).bound[.output(.o)]!
    // Each answer may be off by the bound of its own problem: the doubled one's is twice as large.
    let equation = Equation(
      request: doubled, tensor: .output(.o), found: try answers.values(doubled, .output(.o)),
      expected: once.map { 2 * $0 }, bound: bound.map { 4 * $0 })
    return .worst(of: [equation], saying: "twice the scale")
  }
}

@Suite("A property from outside the package") struct PropertyOfOnesOwn {
  @Test("it is judged like the catalogue's") func own() throws {
    let kernel = FunctionSubject("token loop") { problem in
      try tokenLoop(problem) { head, shape in head / (shape.HV / shape.H) }
    }
    let verdicts = try expectConformance(of: kernel, to: .gdn, as: .fp32, properties: [DoubledScale()]).verdicts
    #expect(verdicts.map(\.clause) == ["mine"])
  }

  @Test("and it is violated by a scale that is not used") func deaf() throws {
    let deaf = FunctionSubject("token loop, deaf to the scale") { problem in
      var problem = problem
      problem.settings.scale = nil
      return try tokenLoop(problem) { head, shape in head / (shape.HV / shape.H) }
    }
    #expect(try conformance(of: deaf, to: .gdn, as: .fp32, properties: [DoubledScale()]).failures.count == 1)
  }
}

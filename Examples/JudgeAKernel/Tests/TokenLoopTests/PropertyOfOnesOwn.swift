import DeltaConformanceTesting
import Testing

/// The output is linear in the scale of the query: what only this kernel's author asks for.
struct DoubledScale: Property {
  let name = "doubled-scale"
  let clause = "mine"
  let summary = "twice the scale gives twice the output"

  func doubled(_ base: Request) -> Request {
    var problem = base.problem
    problem.settings.scale = 2 * problem.scale
    return Request(id: base.id + "+doubled-scale", problem: problem)
  }

  func questions(_ base: Request) -> [Request] { [doubled(base)] }

  func judge(_ base: Request, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (once, twice) = (try answers.values(base, .o), try answers.values(doubled(base), .o))
    let bound = oracle.expectation(base).bound[.o]!
    // Each answer may be off by the bound of its own problem: the doubled one's is twice as large.
    let holds = once.indices.allSatisfy { abs(twice[$0] - 2 * once[$0]) <= 4 * bound[$0] }
    return Judgement(holds: holds, reason: holds ? nil : "'o' is not linear in the scale")
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

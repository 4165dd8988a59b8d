// As a stranger sees the module: without @testable.
import DeltaOperators
import DeltaProperties
import DeltaScalars
import Testing

/// Doubling the scale of the queries doubles o, and changes no state.
struct ScaleLinearity: Property {
  let name = "scale"
  let clause = "mine-1"
  let summary = "twice the scale gives twice the outputs"

  func plan(_ base: Request) -> Inquiry {
    var inquiry = Inquiry(base)
    var problem = base.problem
    problem.settings.scale = 2 * problem.scale
    inquiry.ask("twice", problem)
    return inquiry
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let (base, twice) = (inquiry.base, try inquiry.request("twice"))
    let bounds = oracle.expectation(base).bound
    var equations: [Equation] = []
    for tensor in base.problem.tensors(of: .outputs) {
      let factor = tensor == .output(.o) ? 2.0 : 1
      equations.append(
        Equation(
          request: twice, tensor: tensor, found: try answers.values(twice, tensor),
          expected: try answers.values(base, tensor).map { factor * $0 }, bound: bounds[tensor]!.map { 2 * factor * $0 }
        ))
    }
    return .worst(of: equations, saying: "twice the scale")
  }
}

/// A token's state, fed back until it has been answered twice: a relation of several rounds.
struct TwoRounds: Property {
  let name = "two-rounds"
  let clause = "mine-2"
  let summary = "the final state of a run without tokens is its initial state"

  func next(_ inquiry: inout Inquiry, _ answers: Answers) throws(Unanswered) {
    guard !inquiry.has("rest") else { return }
    guard let state = try answers.outputs(inquiry.base)[.ht] else { throw Unanswered(reason: "there is no state") }
    let p = inquiry.base.problem
    let shape = Shape(T: 0, H: p.shape.H, HV: p.shape.HV, K: p.shape.K, V: p.shape.V)
    var rest = Problem(p.op, shape, p.settings, inputs: [.h0: state])
    for name in rest.requiredInputs { rest.inputs[name] = Tensor(rest.expectedShape(of: name), repeating: 0) }
    inquiry.ask("rest", rest)
  }

  func judge(_ inquiry: Inquiry, _ answers: Answers, _ oracle: Oracle) throws(Unanswered) -> Judgement {
    let rest = try inquiry.request("rest")
    let states = (try answers.values(inquiry.base, .output(.ht)), try answers.values(rest, .output(.ht)))
    return Judgement(holds: states.0 == states.1, reason: "the state moved")
  }
}

@Suite("A property from outside") struct StrangerTests {
  static func findings(_ property: any Property, _ subject: FloatSubject) throws -> [Finding] {
    let base = Request(id: "base", problem: sample(try .named("gdn"), Shape(T: 5, H: 1, K: 3, V: 2)))
    return try Checker(subject, Tolerance(.fp32), properties: [property]).check([base])
  }

  @Test("it holds of a sound implementation and is violated by one that breaks it") func judged() throws {
    let wrong: [(any Property, FloatSubject)] = [
      (ScaleLinearity(), FloatSubject(before: { $0.settings.scale = 1 })),
      (TwoRounds(), FloatSubject(spoil: { p, out in if p.shape.T == 0 { out[.ht]!.values[0] += 1 } })),
    ]
    for (property, faulty) in wrong {
      for (subject, violates) in [(FloatSubject(), false), (faulty, true)] {
        let finding = try #require(try Self.findings(property, subject).first)
        guard case .judged = finding.result else {
          Issue.record("\(property.name): \(finding.result)")
          continue
        }
        #expect(finding.isViolation == violates)
      }
    }
  }

  @Test("it says itself why it cannot judge") func unable() throws {
    let findings = try Self.findings(TwoRounds(), FloatSubject(spoil: { $1[.ht] = nil }))
    guard case .unable("there is no state") = try #require(findings.first).result else {
      Issue.record("\(findings)")
      return
    }
  }
}

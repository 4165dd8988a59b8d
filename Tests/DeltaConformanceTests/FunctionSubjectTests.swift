import DeltaConformance
import Testing

@Suite("A function as a subject") struct FunctionSubjectTests {
  static let problem = Suite.cases(.quick, for: .gdn).first { $0.problem.shape.T <= 4 }!.problem

  @Test("a problem that is not legal is not handed over") func illegal() throws {
    var broken = Self.problem
    broken.inputs[.k] = nil
    let subject = FunctionSubject("sound") { problem in
      Issue.record("it was handed over")
      return try sound(problem)
    }
    guard case .missing(let why) = subject.respond(to: [Request(id: "broken", problem: broken)])[0] else {
      Issue.record("it was answered")
      return
    }
    #expect(why.contains("Tensor 'k' is missing"))
  }

  @Test("answers, declining and failing stay apart, in the order of the requests") func kinds() {
    let subject = FunctionSubject("moody") { problem in
      switch problem.settings.scale {
      case 1: throw Declined("a scale of one")
      case 2: throw Failure()
      default: try sound(problem)
      }
    }
    let responses = subject.respond(
      to: [nil, 1, 2].map { scale in
        var problem = Self.problem
        problem.settings.scale = scale
        return Request(id: "\(scale ?? 0)", problem: problem)
      })
    guard case .ok = responses[0], case .unsupported("a scale of one") = responses[1],
      case .error("out of memory") = responses[2]
    else {
      Issue.record("\(responses)")
      return
    }
  }

  @Test("one that may not be called from several threads is not") func serial() throws {
    let calls = Counter()
    let conformance = try judged("shy", serially: true) { problem in
      #expect(calls.enter() == 1)
      defer { calls.leave() }
      return try sound(problem)
    }
    #expect(conformance.isPass)
  }
}

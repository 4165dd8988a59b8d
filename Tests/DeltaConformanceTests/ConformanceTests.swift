import Testing

@testable import DeltaConformance

@Suite("A function, judged") struct ConformanceTests {
  @Test("a sound one passes, and says on what") func passes() throws {
    let conformance = try judged("sound", sound)
    #expect(conformance.isPass && conformance.failures.isEmpty && conformance.issues.isEmpty)
    let parity = try #require(conformance.verdicts.first { $0.clause == "PAR-1" })
    #expect(parity.outcome == .pass && parity.cases > 0)
    #expect(conformance.description.hasPrefix("sound, judged as fp32, on \(conformance.requests) base requests"))
    #expect(conformance.description.contains("parity-o"))
  }

  @Test("a wrong one fails in the clause and the tensor that are wrong") func fails() throws {
    let conformance = try judged("wrong", wrong)
    #expect(!conformance.isPass)
    #expect(!conformance.failures.contains { $0.clause == "PAR-1" })
    let state = try #require(conformance.failures.first { $0.clause == "PAR-2" })
    #expect(state.location?.tensor == "ht")
    let issue = try #require(conformance.issues.first { $0.contains("PAR-2") })
    #expect(issue.hasPrefix("wrong, judged as fp32: ✗ PAR-2 parity-state, gdn"))
    #expect(issue.contains("worst in 'ht' at"))
  }

  @Test("one that declines everything is no pass") func declines() throws {
    let conformance = try judged("idle") { _ in throw Declined("it is Sunday") }
    #expect(!conformance.isPass && conformance.failures.isEmpty)
    let issue = try #require(conformance.issues.first)
    #expect(conformance.issues.count == 1 && issue.hasPrefix("idle: nothing was judged") && issue.contains("Sunday"))
  }

  @Test("one that throws gives no answer, for the reason thrown") func throwing() throws {
    let conformance = try judged("broken") { _ in throw Failure() }
    #expect(conformance.failures.allSatisfy { $0.outcome == .unable && $0.reason!.contains("out of memory") })
    #expect(!conformance.isPass && !conformance.failures.isEmpty)
  }

  @Test("no operator at all is no pass") func nothing() throws {
    let none = try judged("sound", to: [], sound)
    #expect(!none.isPass && none.issues.count == 1)
  }

  @Test("several operators are judged side by side") func several() throws {
    let both = try judged("sound", to: [.gdn, .kda], sound)
    #expect(Set(both.verdicts.map(\.op)) == ["gdn", "kda"] && both.isPass)
    #expect(both.verdicts.filter { $0.op == "kda" }.allSatisfy { $0.outcome == .outOfDomain })
  }

  @Test("an issue says so where the suite was built without optimisation") func debug() throws {
    let conformance = try judged("wrong", wrong)
    #expect(conformance.issues.allSatisfy { $0.contains("ninety times slower") == _isDebugAssertConfiguration() })
    #expect(Optimisation.isOn == !_isDebugAssertConfiguration())
  }
}

import DeltaInputs
import DeltaOperators
import Testing

@Suite("GEN-3: why a case exists") struct OriginTests {
  @Test("every request of the suite has a reason in words, and the ids of defects apart from it") func reasons() throws
  {
    var guarded = 0
    for op in Operator.all {
      for request in Suite.cases(.quick, for: op).map(\.request) {
        let origin = try #require(request.origin)
        #expect(!origin.why.isEmpty && !origin.why.contains(/\b[A-Z][0-9]{1,2}\b/), "\(origin.why)")
        #expect(origin.guards.allSatisfy { $0.wholeMatch(of: /[A-Z]{1,2}[0-9]{1,2}/) != nil })
        guarded += origin.guards.isEmpty ? 0 : 1
      }
    }
    #expect(guarded > 500)
  }

  @Test("a request is the same whatever the reason for which it is asked") func equality() throws {
    let made = try #require(Suite.cases(.quick, for: try Operator.named("gdn")).first).request
    let read = Request(id: made.id, problem: made.problem)
    #expect(made == read && made.hashValue == read.hashValue && read.origin == nil)
  }
}

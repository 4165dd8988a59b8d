import DeltaConformance
import Testing

@Suite("A verdict, read") struct ReadAVerdict {
  @Test("it says which clause is violated, and where") func verdict() throws {
    let tiled = FunctionSubject("token loop, heads tiled") { problem in
      try tokenLoop(problem) { head, shape in head % shape.H }
    }
    let conformance = try conformance(of: tiled, to: .gdn, as: .fp32)
    print(conformance)  // the table of 'conform check'

    #expect(!conformance.isPass)
    let parity = try #require(conformance.failures.first { $0.clause == "PAR-1" })
    let place = try #require(parity.location)
    #expect(place.tensor == "o")
    #expect(place.head != nil && place.token != nil && place.channel != nil)
    #expect(try #require(parity.worstRatio) > 1)

    let request = try #require(Suite.cases(.quick, for: .gdn).first { $0.id == place.request })
    #expect(request.problem.shape.HV > request.problem.shape.H)
  }
}

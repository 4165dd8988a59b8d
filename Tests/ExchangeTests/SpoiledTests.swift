import DeltaOperators
import Foundation
import Testing

@testable import DeltaExchange

@Suite("REL-13: requests that are spoiled on purpose") struct SpoiledTests {
  static func request(_ name: InputName, isSpoiled: Bool) -> Request {
    var problem = sampleRequest(.pgdn).problem
    problem[name].values[0] = .nan
    return Request(id: "spoiled", problem: problem, isSpoiled: isSpoiled)
  }

  @Test(
    "queries, keys and values that are not finite are legal where the request says so",
    arguments: [InputName.q, .k, .v])
  func legal(name: InputName) throws {
    let request = Self.request(name, isSpoiled: true)
    try request.validate()
    try withFolder { folder in
      try RequestFile.write(request, in: folder)
      let found = try #require(try RequestFile.readAll(in: folder).first)
      #expect(found.isSpoiled && found.problem[name].values[0].isNaN)
    }
  }

  @Test("nothing else may be, and nothing where it does not say so", arguments: [InputName.beta, .h0, .a0, .gATK])
  func refused(name: InputName) {
    #expect(throws: ProblemError.self) { try Self.request(name, isSpoiled: true).validate() }
    #expect(throws: ProblemError.self) { try Self.request(.v, isSpoiled: false).validate() }
  }
}

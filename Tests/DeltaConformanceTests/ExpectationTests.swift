import DeltaConformanceTesting
import Testing

@Suite("An expectation of a test") struct ExpectationTests {
  /// Those that ask nothing besides: they are quick.
  static let few = Catalogue.withoutRelations

  @Test("a sound function is no issue") func sound() throws {
    let subject = FunctionSubject("sound", outputs: DeltaConformanceTests.sound)
    #expect(try expectConformance(of: subject, to: .gdn, as: .fp32, properties: Self.few).isPass)
  }

  @Test("each violation of a wrong one is an issue, at the line of the call") func issues() throws {
    let subject = FunctionSubject("wrong", outputs: wrong)
    let expected = try conformance(of: subject, to: .gdn, as: .fp32, properties: Self.few).failures.map(\.clause)
    let seen = Collected()
    let line = #line + 2
    try withKnownIssue {
      try expectConformance(of: subject, to: .gdn, as: .fp32, properties: Self.few)
    } matching: { issue in
      #expect(issue.sourceLocation?.line == line)
      seen.texts += issue.comments.map(\.rawValue)
      return true
    }
    #expect(!expected.isEmpty && seen.texts.count == expected.count)
    #expect(zip(seen.texts, expected).allSatisfy { $0.contains("✗ \($1) ") })
  }
}

/// What a closure has seen.
final class Collected: @unchecked Sendable {
  var texts: [String] = []
}

import DeltaInputs
import DeltaOperators
import DeltaRecords
import Foundation
import Testing

@testable import DeltaProperties

/// EXPECT-1: failures that are known are counted apart, and told when they are gone.
@Suite("EXPECT-1: expected failures") struct ExpectTests {
  static func file(_ entries: String, schema: String = "conform.expect/1") throws -> ExpectedFailures {
    try ExpectedFailures(Data("{\"schema\": \"\(schema)\", \"expected\": [\(entries)]}".utf8), named: "known.json")
  }

  static func findings(wrong: Set<String>) -> [Finding] {
    ["gdn.tail-1", "gdn.tail-2", "gdn.rows-a"].map { id in
      Finding(
        property: Parity.outputs[0], op: .gdn, request: id,
        result: .judged(Judgement(holds: !wrong.contains(id), worstRatio: 2, reason: "off")))
    }
  }

  static let tails = #"{"property": "parity-o", "request": "gdn.tail-*", "reason": "known", "until": "2.0"}"#

  @Test("only what a file expects: no failure") func expected() throws {
    let findings = Self.findings(wrong: ["gdn.tail-1"])
    let verdict = Verdict.summarising(findings, expecting: try Self.file(Self.tails))[0]
    #expect(verdict.outcome == .expected && verdict.expected == 1 && verdict.cases == 3 && verdict.failing == nil)
    let count = try Self.file(Self.tails).counts(findings)[0]
    #expect(count.failing == 1 && count.judged == 2 && !count.isStale && count.until == "2.0")
  }

  @Test("a failure besides: a failure, and the expected one is not among those named") func besides() throws {
    let findings = Self.findings(wrong: ["gdn.tail-1", "gdn.rows-a"])
    let verdict = Verdict.summarising(findings, expecting: try Self.file(Self.tails))[0]
    #expect(verdict.outcome == .fail && verdict.expected == 1 && verdict.failing == ["gdn.rows-a"])
  }

  @Test("one that is gone is stale, one that was not judged is not") func stale() throws {
    #expect(try Self.file(Self.tails).counts(Self.findings(wrong: []))[0].isStale)
    let other = try Self.file(#"{"operator": "kda", "reason": "known"}"#).counts(Self.findings(wrong: []))[0]
    #expect(!other.isStale && other.judged == 0)
  }

  @Test(
    "a file that is wrong is refused in one sentence",
    arguments: [
      (#"{"reason": "known"}"#, "expects everything to fail"), (#"{"property": "parity-o"}"#, "each entry"),
      (#"{"property": "parity-x", "reason": "known"}"#, "'parity-x', which there is not"), ("[", "no list of expected"),
    ])
  func refused(entries: String, complaint: String) {
    let error = #expect(throws: ExpectationsError.self) { try Self.file(entries) }
    #expect(error?.description.contains(complaint) == true && error?.description.hasPrefix("'known.json'") == true)
    #expect(throws: ExpectationsError.self) { try Self.file("", schema: "conform.expect/2") }
  }
}

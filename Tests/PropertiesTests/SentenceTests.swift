import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaProperties

/// Numbers in the sentences of judgements: as a person writes them.
@Suite("Numbers in sentences") struct SentenceTests {
  static let payload = Double(bitPattern: 0xFFF8_0000_0000_E427)

  @Test(
    "a NaN shows neither its sign nor its bits, an infinity is a sign, a number has all its digits",
    arguments: [
      (payload, "NaN"), (.signalingNaN, "NaN"), (.infinity, "∞"), (-.infinity, "−∞"), (0.1, "0.1"), (-1e-30, "-1e-30"),
    ] as [(Double, String)])
  func words(x: Double, text: String) { #expect(inWords(x) == text) }

  @Test(
    "a bound has two digits",
    arguments: [(1.234e-7, "1.2e-7"), (-20, "-2.0e1"), (0, "0.0"), (.infinity, "∞"), (payload, "NaN")]
      as [(Double, String)])
  func bounds(x: Double, text: String) { #expect(shortened(x) == text) }

  @Test("WELL-2, PAR-1: what is said of a NaN") func judged() throws {
    let request = Request(id: "one", problem: sample(.gdn, Shape(T: 3, K: 4, V: 2)))
    let nan = Float(bitPattern: 0xFFC0_E427)
    let subject = FloatSubject(spoil: { $1[.o]!.values[0] = nan })
    func reason(_ clause: String) throws -> String? {
      // Alone: one NaN is reported once (CAUSE-1).
      let alone = Catalogue.withoutRelations.filter { $0.clause == clause }
      let findings = try Checker(subject, Tolerance(.fp32), properties: alone).check([request])
      for finding in findings where finding.property.clause == clause {
        if case .judged(let judgement) = finding.result { return judgement.reason }
      }
      return nil
    }
    #expect(try reason("WELL-2") == "output 'o' holds NaN")
    #expect(try #require(try reason("PAR-1")).hasPrefix("'o' is NaN, the reference says "))
  }
}

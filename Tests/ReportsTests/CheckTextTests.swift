import DeltaRecords
import Testing

@testable import DeltaReports

/// A run over six operators, one of which fails on a request of the suite.
func sampleCheck(outcome: Outcome = .fail, cases: Int = 7, declined: Int = 28) -> CheckRecord {
  var requests = RequestCount()
  for (fate, count) in [(RequestCount.Fate.judged, 60), (.declined("K must be 128"), declined), (.unanswered, 2)] {
    for _ in 0..<count { requests.add(fate, to: "gdn") }
  }
  let operators = ["gdn", "kda", "pgdn", "pkda", "linear-attention", "key-precond-mamba2"]
  let verdicts = ["parity-o", "parity-dlog_atk_scale", "split"].flatMap { property in
    operators.map { op in
      let isWorst = property == "parity-o" && op == "pgdn"
      var verdict = Verdict(
        property: property, clause: "PAR-1", op: op, outcome: isWorst ? outcome : .pass, cases: isWorst ? cases : 9)
      verdict.worstRatio = isWorst ? 46 : 0.12
      guard isWorst, outcome != .pass else { return verdict }
      verdict.reason = "3 of 7 cases: 'o' is 0.25, the reference says 0.125 ± 1.2e-7 (pgdn.tail-17)"
      verdict.location = Location(request: "pgdn.tail-17", tensor: "o")
      verdict.failing = (0..<14).map { "pgdn.tail-\($0)" }
      verdict.origin = Verdict.Origin(
        regime: "tail", why: "every way in which T and the chunk may not fit", guards: ["T01", "T11"])
      verdict.replay =
        "conform check --suite quick --profile fp32 --exec './a program with a long name' --operator pgdn"
      return verdict
    }
  }
  return CheckRecord(
    subject: "mine", profile: "fp32", machine: Machine(core: "Haswell", architecture: "x86_64"), seed: 1,
    verdicts: verdicts, answered: requests)
}

@Suite("the first screen of check") struct CheckTextTests {
  @Test("it has a line an operator with its worst property, and ends with the verdict and what was not judged")
  func screen() throws {
    let lines = sampleCheck().text(width: 80).split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("✗ pgdn") && $0.hasSuffix("46 parity-o") })
    #expect(lines.contains { $0.hasPrefix("✓ linear-attention") && $0.contains(".12 ") })
    #expect(lines.last == "FAIL: 60 requests judged, 28 declined, 2 unanswered")
    #expect(lines.contains("declined 28 requests: K must be 128"))
    #expect(lines.contains("17 pass, 1 fail, 0 out of domain, 0 unable"))
  }

  @Test(
    "the last line is PASS, FAIL or UNDECIDED",
    arguments: [(Outcome.pass, "PASS"), (.fail, "FAIL"), (.unable, "UNDECIDED")])
  func verdict(outcome: Outcome, word: String) throws {
    #expect(
      try #require(sampleCheck(outcome: outcome).text(width: 80).split(separator: "\n").last).hasPrefix(word + ":"))
  }

  @Test("COV-1: where less than half was judged, nothing reads as a pass, and the remedy is named") func coverage() {
    let lines = sampleCheck(outcome: .pass, declined: 100).text(width: 80).split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("? gdn") } && lines.last?.hasPrefix("UNDECIDED: 60 requests judged") == true)
    #expect(lines.contains { $0.hasPrefix("too little was judged") } && lines.joined().contains("--head-dim"))
    #expect(sampleCheck(outcome: .pass).text(width: 80).contains("PASS: 60 requests judged, 28 declined"))
  }

  @Test("a failure says what it guards against, on which requests it fails, and how to repeat it") func failure() {
    let text = sampleCheck().text(width: 200)
    #expect(text.contains("  guards T01, T11: every way in which T and the chunk may not fit (tail)"))
    #expect(text.contains("pgdn.tail-9 and 4 more"))
    #expect(text.contains("\n  repeat: conform check --suite quick"))
  }

  @Test("what many properties miss for one reason is said once, apart from what they miss for another") func unable() {
    let verdicts = (0..<12).map { i in
      var verdict = Verdict(property: "property-\(i)", clause: "REL-\(i + 1)", op: "gdn", outcome: .unable, cases: 0)
      verdict.reason = "\(i + 2) cases undecided: " + (i == 7 ? "the program said nothing" : "the program died")
      verdict.replay = "conform check --property property-\(i)"
      return verdict
    }
    let record = CheckRecord(
      subject: "mine", profile: "fp32", machine: Machine(core: "Haswell", architecture: "x86_64"), seed: 1,
      verdicts: verdicts)
    let text = record.text(width: 80)
    #expect(text.components(separatedBy: "the program died").count == 2)
    #expect(text.contains("? REL-1 property-0, gdn; REL-2 property-1, gdn; REL-3 property-2, gdn; and 8\n  more\n"))
    #expect(text.contains("? REL-8 property-7, gdn\n  9 cases undecided: the program said nothing\n"))
    #expect(text.components(separatedBy: "repeat: ").count == 3)
  }

  @Test("EX-4: what was converted for a kernel is said, and how often") func adapted() {
    var requests = RequestCount()
    for conversions in [["unpack", "normalise"], ["normalise"], []] {
      requests.add(.judged, to: "gdn", adapted: conversions)
    }
    let words = "adapted, and so not judged: normalise (2 requests), unpack (1 request)"
    let record = CheckRecord(
      subject: "mine", profile: "fp32", machine: Machine(core: "Haswell", architecture: "x86_64"), seed: 1,
      verdicts: [], answered: requests)
    #expect(record.text(width: 120).contains("\n\(words)\n") && record.adapted?.count == 2)
    let fuzzed = FuzzRecord(
      subject: "mine", seed: 1, minimumCoverage: 0,
      summary: FuzzRecord.Summary(cases: 3, silent: 0, declined: 0, judged: 9, unable: 0, fail: 0, counterexamples: 0),
      declined: [], adapted: record.adapted, unable: [], worst: nil, results: [])
    #expect(fuzzed.text(width: 120).contains("\n\(words)\n"))
    let kept = CampaignRecord(
      subject: "mine", profile: "fp32", seed: 1, suite: "0.1.0", machines: [], goal: 3, judged: 9, silent: 0, unable: 0,
      operators: [], adapted: record.adapted, results: [], failures: [], unexplained: 0, minimumCoverage: 0)
    #expect(kept.text(width: 120).contains("\n\(words.replacing("request", with: "case"))\n"))
    #expect(!sampleCheck().text(width: 120).contains("adapted"))
  }

  @Test("PAR-5: a form that was found is named beside the pass") func traits() {
    var verdict = Verdict(property: "parity-dg", clause: "PAR-4", op: "gdn", outcome: .pass, cases: 4)
    verdict.traits = ["holds with cumulative gate gradients (2 cases)"]
    let record = CheckRecord(
      subject: "mine", profile: "tf32", machine: Machine(core: "Haswell", architecture: "x86_64"), seed: 1,
      verdicts: [verdict])
    #expect(record.text(width: 120).contains("\n✓ parity-dg, gdn: holds with cumulative gate gradients (2 cases)\n"))
  }

  @Test("a place reads as a sentence") func place() {
    var place = Location(request: "r", tensor: "o")
    #expect(place.inWords == "worst in 'o'")
    (place.head, place.token, place.chunkOffset, place.channel, place.firstToken) = (1, 70, 6, 3, 64)
    #expect(
      place.inWords == "worst in 'o' at head 1, token 70 (place 6 in its chunk of 64), channel 3, first bad token 64")
  }

  @Test("no line is wider than the screen but a command to be copied", arguments: [24, 40, 80, 200], [true, false])
  func widths(width: Int, matrix: Bool) {
    let text = sampleCheck().text(width: width, matrix: matrix)
    let lines = text.split(separator: "\n").dropLast().filter { !$0.hasPrefix("  repeat: ") }
    // A column is never split: the first and one more is the least that a table takes.
    let least = ["property               key-precond-mamba2", "✓ key-precond-mamba2  .12 parity-dlog_atk_scale"]
    #expect(lines.allSatisfy { $0.count <= max(width, least.map(\.count).max()!) })
    if width >= 50 { #expect(lines.allSatisfy { $0.count <= width }) }
  }

  @Test("the matrix is shown on request alone, in blocks that repeat its first column") func matrix() {
    #expect(!sampleCheck().text(width: 80).contains("parity-dlog_atk_scale   "))
    let narrow = sampleCheck().text(width: 50, matrix: true).split(separator: "\n").filter { $0.hasPrefix("split") }
    let wide = sampleCheck().text(width: 200, matrix: true).split(separator: "\n").filter { $0.hasPrefix("split") }
    #expect(narrow.count > 1 && wide.count == 1)
    #expect(narrow.joined().count { $0 == "✓" } == 6 && wide[0].count { $0 == "✓" } == 6)
  }

  @Test("what was judged is shown beside an absent answer") func absent() {
    let text = sampleCheck(outcome: .unable, cases: 52).text(width: 200, matrix: true)
    #expect(text.contains("? 52 46"))
  }

  @Test("OpenBLAS is named where it runs the subject, and nowhere else") func machine() {
    #expect(!sampleCheck().text(width: 80).contains("OpenBLAS"))
    #expect(sampleCheck().text(width: 80, runsHere: true).contains("(OpenBLAS core Haswell)"))
  }
}

@Suite("prose and tables on a screen") struct WrappingTests {
  static let prose = "the quick brown fox jumps over an-uncommonly-long-hyphenated-word and on"

  @Test("words stay whole and in order, and lines within the width", arguments: [1, 10, 20, 37, 80])
  func words(width: Int) {
    let text = wrapped(Self.prose, width: width, indent: 2, hanging: 4)
    #expect(text.split { $0 == " " || $0 == "\n" }.joined(separator: " ") == Self.prose)
    for (i, line) in text.split(separator: "\n").enumerated() {
      #expect(line.hasPrefix(i == 0 ? "  " : "    "))
      #expect(line.count <= width || !line.drop { $0 == " " }.contains(" "))
    }
  }

  @Test("a table loses no cell, whatever the width", arguments: [1, 20, 40, 1000]) func table(width: Int) {
    var table = TextTable(header: (0..<7).map { "column\($0)" })
    for row in 0..<3 { table.add((0..<7).map { "\(row)x\($0)" }) }
    let text = table.text(width: width)
    for row in 0..<3 { for column in 1..<7 { #expect(text.ranges(of: "\(row)x\(column)").count == 1) } }
    if width >= 16 { #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }) }
  }
}

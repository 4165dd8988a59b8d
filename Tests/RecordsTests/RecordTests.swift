import DeltaRecords
import Foundation
import Testing

@Suite("REC: records and their page") struct RecordTests {
  static func object(_ record: some Record) throws -> [String: Any] {
    let text = try JSONText.encode(record)
    return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("REC-2: every field of every record stands in Specs/records.md with its type, and every row is a field")
  func fields() throws {
    let page = try SchemaPage()
    var seen = Set<String>()
    var absent: Set<String>?
    for full in [true, false] {
      var found = Set<String>()
      for record in Samples.all(full: full) {
        #expect(page.complaints(try Self.object(record), record.schema, at: record.schema, seen: &found) == [])
      }
      if full { seen = found } else { absent = seen.subtracting(found) }
    }
    let rows = page.objects.flatMap { object, fields in fields.keys.map { "\(object).\($0)" } }
    #expect(Set(rows).subtracting(seen) == [], "rows that no record has")
    // What the page calls absent can be: every such field is missing from the spare sample or from its whole object.
    let optional = Set(
      page.objects.flatMap { o, fields in fields.filter(\.value.mayBeAbsent).map { "\(o).\($0.key)" } })
    #expect(optional.subtracting(absent ?? []) == [], "fields that are never absent")
    #expect(rows.count > 200 && page.schemas == Set(Samples.all(full: true).map(\.schema)))
  }

  @Test("REC-2: the check notices a field too many, one too few, and one of another type") func broken() throws {
    let page = try SchemaPage()
    var seen = Set<String>()
    func complaints(_ change: (inout [String: Any]) -> Void) throws -> [String] {
      var object = try Self.object(Samples.check(full: true))
      change(&object)
      return page.complaints(object, "conform.check/1", at: "check", seen: &seen)
    }
    #expect(try complaints { _ in } == [])
    #expect(try complaints { $0["more"] = 1 } == ["check.more is not in Specs/records.md"])
    #expect(try complaints { $0["subject"] = nil }.count == 1)
    #expect(try complaints { $0["seed"] = "1" }.count == 1)
    #expect(try complaints { $0["seed"] = 1.5 }.count == 1)
    #expect(try complaints { $0["results"] = ["a"] }.count == 1)
  }

  @Test("a record reads back as what was written", arguments: [true, false]) func roundTrip(full: Bool) throws {
    func again<R: Record>(_ record: R) throws {
      let text = try JSONText.encode(record)
      #expect(try JSONText.encode(try JSONText.decode(R.self, from: text)) == text)
    }
    for record in Samples.all(full: full) { try again(record) }
  }

  @Test(
    "REC-1: a text of another schema is refused in one sentence", arguments: ["", "[]", "{}", "{\"schema\":\"x\"}"])
  func foreign(text: String) throws {
    let error = #expect(throws: RecordError.self) { try JSONText.decode(CheckRecord.self, from: text) }
    #expect(try #require(error).description.contains("conform.check/1"))
    let fuzz = try JSONText.encode(Samples.fuzz(full: true))
    #expect(throws: RecordError.self) { try JSONText.decode(CheckRecord.self, from: fuzz) }
  }

  @Test("REC-2: infinity is the text \"inf\", there and back") func infinity() throws {
    let text = try JSONText.encode(Samples.check(full: true))
    #expect(text.contains("\"worstRatio\" : \"inf\""))
    let back = try JSONText.decode(CheckRecord.self, from: text)
    #expect(back.results[0].worstRatio == .infinity && back.operators[0].worstRatio == .infinity)
  }
}

@Suite("REC-4: conclusions") struct ConclusionTests {
  @Test(
    "fail before undecided before pass, and judged on nothing is never a pass",
    arguments: [
      ([], .undecided), ([.outOfDomain], .undecided), ([.pass, .outOfDomain], .pass), ([.pass, .unable], .undecided),
      ([.unable, .fail], .fail), ([.expected, .outOfDomain], .pass), ([.expected, .fail], .fail),
    ] as [([Outcome], Conclusion)])
  func check(outcomes: [Outcome], conclusion: Conclusion) {
    let record = CheckRecord(
      subject: "mine", profile: "fp32", machine: Samples.machine, seed: 1,
      verdicts: outcomes.map { Samples.verdict($0, full: false) })
    #expect(record.conclusion == conclusion)
  }

  @Test(
    "COV-1: a pass needs the given share of every operator's requests",
    arguments: [(0.5, 4), (0.5, 5), (0.9, 5), (0, 0)])
  func coverage(minimum: Double, judged: Int) {
    var requests = RequestCount()
    for i in 0..<10 { requests.add(i < judged ? .judged : .declined("no"), to: "gdn") }
    let record = CheckRecord(
      subject: "mine", profile: "fp32", machine: Samples.machine, seed: 1,
      verdicts: [Samples.verdict(.pass, full: false)],
      answered: requests, minimumCoverage: minimum)
    #expect(record.conclusion == (Double(judged) / 10 >= minimum ? .pass : .undecided))
    #expect(record.operators[0].conclusion == record.conclusion && record.operators[0].judged == judged)
    #expect(record.uncovered.isEmpty == (record.conclusion == .pass))
  }

  @Test("EXPECT-1: an expected failure that is gone fails the run") func stale() {
    func record(_ failing: Int, _ judged: Int) -> CheckRecord {
      CheckRecord(
        subject: "mine", profile: "fp32", machine: Samples.machine, seed: 1,
        verdicts: [Samples.verdict(.pass, full: false)],
        expected: [
          CheckRecord.Expected(
            property: "parity-o", op: nil, request: nil, reason: "known", until: nil, failing: failing, judged: judged)
        ])
    }
    #expect(record(0, 3).conclusion == .fail && record(0, 3).summary.stale == 1)
    #expect(record(1, 3).conclusion == .pass && record(0, 0).conclusion == .pass)
  }

  @Test("exit codes are 0, 1 and 3") func codes() {
    #expect(Conclusion.allCases.map(\.exitCode) == [0, 1, 3])
  }

  @Test("the worst property of an operator is a violated one, and one without a measurement before all") func worst() {
    func verdict(_ name: String, _ outcome: Outcome, _ ratio: Double?) -> Verdict {
      var verdict = Verdict(property: name, clause: "", op: "gdn", outcome: outcome, cases: 1)
      verdict.worstRatio = ratio
      return verdict
    }
    let held = [verdict("a", .pass, 0.4), verdict("b", .pass, 0.9), verdict("c", .pass, nil)]
    #expect(OperatorSummary.all(held)[0].worstProperty == "b")
    let failed = held + [verdict("d", .fail, 0.2)]
    #expect(OperatorSummary.all(failed)[0].worstProperty == "d")
    #expect(OperatorSummary.all(failed + [verdict("e", .fail, nil)])[0].worstProperty == "e")
    #expect(OperatorSummary.all([held[2]])[0].worstProperty == nil)
  }

  @Test("reasons of what was declined come most frequent first") func declined() {
    #expect(Samples.check(full: true).declined.map(\.requests) == [3, 2])
    #expect(Samples.check(full: true).summary.declined == 5)
    #expect(Samples.check(full: true).adapted == [CheckRecord.Adapted(conversion: "unpack", requests: 5)])
  }
}

@Suite("words") struct WordTests {
  @Test(
    "a star stands for any characters",
    arguments: [
      ("gdn.tail-17", "gdn.tail-17", true), ("gdn.tail-17", "gdn.*", true), ("gdn.tail-17", "*tail*", true),
      ("gdn.tail-17", "*-1", false), ("gdn.tail-17", "gdn", false), ("", "*", true), ("aa", "a*a", true),
      ("a", "a*a", false),
      ("a.b.c", "*.b.*", true), ("gdn.tail-17", "", false),
    ])
  func patterns(text: String, pattern: String, isMatch: Bool) { #expect(matches(text, pattern) == isMatch) }

  @Test("one case, two cases", arguments: [(0, "0 cases"), (1, "1 case"), (2, "2 cases")])
  func plural(count: Int, text: String) { #expect(counted(count, "case") == text) }

  @Test(
    "a shell reads back what was quoted",
    arguments: ["plain", "", "two words", "it's", "$HOME", "a\"b", "--x=1", "`ls`", "naïve", "new\nline", "*"])
  func quoting(word: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "printf %s " + quotedForShell(word)]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(String(decoding: data, as: UTF8.self) == word)
  }
}

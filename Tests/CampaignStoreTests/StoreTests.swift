import Foundation
import Testing

@testable import DeltaCampaignStore

@Suite("CAMP: the store") struct StoreTests {
  @Test("CAMP-1: what was added is there again, and a case that is there is left as it is") func roundTrip() throws {
    let scratch = try Scratch()
    try scratch.store("a", numbers: 0..<4)
    // A second time, with others: the first four are there.
    try scratch.store("a", numbers: 0..<10).add([
      CaseRow(number: 3, op: "x", asksGradients: true, tape: "9", findings: [])
    ])
    let store = try CampaignStore(reading: scratch.path("a"))
    #expect(try store.cases() == (0..<10).map(CaseRow.sample))
    #expect(try store.identity() == .sample && store.words() == ["--profile", "fp32"])
    #expect(try store.numbers() == Set(0..<10) && store.worstRatio() == .infinity)
  }

  @Test("CAMP-2: the record counts what the tables hold") func record() throws {
    let scratch = try Scratch()
    let store = try scratch.store("a", numbers: 0..<9)
    try store.add(.sample(tape: "3.1"), explaining: [Symptom(property: "parity-o", op: "gdn")])
    let record = try store.record { "replay \($0)" }
    let s = record.summary
    #expect(s.goal == 10 && s.cases == 9 && s.judged == 17 && s.unable == 1 && s.fail == 3 && s.failures == 1)
    #expect(record.conclusion == .fail && s.worstRatio == .infinity)
    #expect(record.operators.map(\.op) == ["gdn", "kda"] && record.operators.map(\.cases) == [5, 4])
    #expect(record.operators.map(\.gradients) == [0, 1] && record.operators.map(\.undecided) == [1, 0])
    let row = try #require(record.results.first { $0.op == "gdn" && $0.property == "parity-o" })
    #expect(row.judged == 5 && row.fail == 2 && row.worstRatio == .infinity && [2, 8].contains(row.worstCase))
    #expect(record.failures[0].seen.map(\.cases) == [2] && record.failures[0].replay == "replay 3.1")
    #expect(record.adapted?.map(\.conversion) == ["normalise", "unpack"] && record.adapted?.map(\.requests) == [2, 3])
    // kda fails on case 5, and nothing explains it.
    #expect(s.unexplained == 1)
    let open = try store.unexplained()
    #expect(open.map(\.symptom.op) == ["kda"] && open[0].number == 5 && open[0].tape == "1.5")
  }

  @Test("CAMP-2: a store that is older than the table of conversions is read, and gets it when it is gone on with")
  func older() throws {
    let scratch = try Scratch()
    try scratch.store("a", numbers: [0, 3]).database.run("DROP TABLE conversion")
    #expect(try CampaignStore(reading: scratch.path("a")).record { $0 }.adapted == nil)
    #expect(try CampaignStore(reading: scratch.path("a")).cases().map(\.adapted) == [[], []])
    try scratch.store("b", numbers: [4, 7])
    try CampaignStore.merge(["a", "b"].map(scratch.path), into: scratch.path("all"))
    #expect(try CampaignStore(reading: scratch.path("all")).record { $0 }.adapted?.map(\.requests) == [1, 1])
    #expect(try scratch.store("a", numbers: [7]).record { $0 }.adapted?.map(\.requests) == [1, 1])
  }

  @Test("CAMP-1: a failure reads back as it was, its request byte by byte") func failure() throws {
    let scratch = try Scratch()
    let store = try scratch.store("a", numbers: [])
    try store.add(.sample(tape: "3.1"), explaining: [])
    #expect(try store.failures() == [.sample(tape: "3.1")])
  }

  @Test("an incomplete campaign decides nothing, a complete one passes") func conclusion() throws {
    let scratch = try Scratch()
    let store = try scratch.store("a", numbers: [0, 1])
    let begun = try store.record { $0 }.conclusion
    #expect(begun == .undecided)
    let complete = try scratch.store("b", numbers: [0, 1], part: CampaignPart(cases: 2)).record { $0 }.conclusion
    #expect(complete == .pass)
  }
}

import DeltaCampaignStore
import Foundation
import Testing

@Suite("CAMP-4: shares and their union") struct MergeTests {
  @Test("shares are a partition", arguments: [1, 2, 3, 7]) func partition(shards: Int) {
    let parts = (1...shards).map { CampaignPart(shard: $0, of: shards, cases: 20) }
    #expect(parts.flatMap(\.numbers).sorted() == Array(0..<20))
    #expect(CampaignPart.numbers(of: parts + [CampaignPart(shard: 1, of: 1, cases: 3)]).count == 20)
  }

  @Test("the union of shares, overlaps included, is the campaign case by case") func union() throws {
    let scratch = try Scratch()
    let whole = try scratch.store("whole", numbers: 0..<10)
    for shard in 1...3 {
      let part = CampaignPart(shard: shard, of: 3, cases: 10)
      try scratch.store("\(shard)", numbers: part.numbers, part: part)
    }
    try scratch.store("overlap", numbers: 2..<6)
    try CampaignStore.merge(["1", "2", "3", "overlap"].map(scratch.path), into: scratch.path("all"))
    let all = try CampaignStore(reading: scratch.path("all"))
    #expect(try all.cases() == whole.cases())
    #expect(try all.record { $0 }.summary == whole.record { $0 }.summary)
    #expect(try all.record { $0 }.adapted == whole.record { $0 }.adapted && whole.record { $0 }.adapted != nil)
    // Again, into what is there: nothing is counted twice.
    try CampaignStore.merge([scratch.path("2")], into: scratch.path("all"))
    #expect(try all.cases() == whole.cases())
  }

  @Test("of two counterexamples to one defect the smaller is kept") func smaller() throws {
    let scratch = try Scratch()
    for (name, tape) in [("1", "3.1.4"), ("2", "3.1"), ("3", "3.2")] {
      try scratch.store(name, numbers: [2]).add(
        .sample(tape: tape), explaining: [Symptom(property: "parity-o", op: "gdn")])
    }
    try CampaignStore.merge(["1", "2", "3"].map(scratch.path), into: scratch.path("all"))
    let all = try CampaignStore(reading: scratch.path("all"))
    #expect(try all.failures().map(\.tape) == ["3.1"] && all.unexplained().isEmpty)
  }

  @Test("a store of another campaign, and one that says otherwise, change nothing") func refused() throws {
    let scratch = try Scratch()
    try scratch.store("1", numbers: 0..<4)
    var campaign = CampaignIdentity.sample
    campaign.seed = 8
    try scratch.store("other", numbers: 4..<6, campaign: campaign)
    let other = #expect(throws: StoreError.self) {
      try CampaignStore.merge(["1", "other"].map(scratch.path), into: scratch.path("all"))
    }
    #expect(other?.kind == .other && !FileManager.default.fileExists(atPath: scratch.path("all")))
    try scratch.store("odd", numbers: [5]).add([
      CaseRow(number: 3, op: "kda", asksGradients: false, tape: "1.3", findings: [])
    ])
    let odd = #expect(throws: StoreError.self) {
      try CampaignStore.merge(["1", "odd"].map(scratch.path), into: scratch.path("all"))
    }
    #expect(odd?.kind == .contradiction && odd!.description.contains("case 3"), "\(odd!)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path("all")))
  }
}

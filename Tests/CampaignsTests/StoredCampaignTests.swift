import DeltaCampaigns
import DeltaChunkwise
import DeltaMutants
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaScalars
import Foundation
import Testing

@testable import DeltaCampaignStore

@Suite("CAMP: campaigns that are kept") struct StoredCampaignTests {
  /// A campaign of small means, and a folder for its stores.
  static func campaign(_ subject: any Subject, batches: Bool = false) -> FuzzCampaign {
    FuzzCampaign(
      seed: 1, checker: Checker(batches ? Batched(subject: subject) : subject, Tolerance(.fp32, samples: 16)),
      operators: [.deltanet, .gdn], shrinkBudget: ShrinkBudget(evaluations: 300, seconds: 60))
  }

  final class Folder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("campaign-tests-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }

    func store(_ name: String, _ campaign: FuzzCampaign, _ parts: [CampaignPart]) throws -> CampaignStore {
      try CampaignStore(
        url.appendingPathComponent(name).path, campaign: CampaignIdentity(campaign), words: [], parts: parts,
        machines: [], properties: campaign.checker.properties.map { ($0.name, $0.clause) })
    }
  }

  /// The same implementation, asked many at a time.
  struct Batched: Subject {
    let subject: any Subject
    var name: String { subject.name }
    var prefersBatches: Bool { true }
    func respond(to requests: [Request]) throws -> [Response] { try subject.respond(to: requests) }
  }

  @Test("CAMP-1: interrupted again and again, a campaign ends as one that was not") func resumed() throws {
    let folder = try Folder()
    let campaign = Self.campaign(try Mutant.named("gate-of-previous-token").subject)
    let part = CampaignPart(cases: 40)
    let whole = try folder.store("whole", campaign, [part])
    #expect(try StoredCampaign(campaign, in: whole).run([part]))
    var pieces = 0
    // Time for a few cases at once; each time the store is closed and opened again.
    while try !folder.store("pieces", campaign, [part]).then({
      try StoredCampaign(campaign, in: $0).run([part], until: Date(timeIntervalSinceNow: 0.05))
    }) { pieces += 1 }
    let resumed = try folder.store("pieces", campaign, [part])
    #expect(pieces > 1)
    #expect(try resumed.cases() == whole.cases() && resumed.failures() == whole.failures())
    #expect(try whole.cases().count == 40 && !whole.failures().isEmpty && whole.unexplained().isEmpty)
    #expect(try resumed.record { $0 }.failures.map(\.seen) == whole.record { $0 }.failures.map(\.seen))
  }

  @Test("EX-4: conversions are counted by the cases of the campaign, and what shrinking asks among none") func adapted()
    throws
  {
    let folder = try Folder()
    let part = CampaignPart(cases: 12)
    let subject = AdaptedSubject(subject: try Mutant.named("gate-of-previous-token").subject)
    for batches in [false, true] {
      let campaign = Self.campaign(subject, batches: batches)
      let store = try folder.store("\(batches)", campaign, [part])
      #expect(try StoredCampaign(campaign, in: store).run([part]))
      let record = try store.record { $0 }
      #expect(record.failures.contains { $0.evaluations > 0 })
      #expect(record.adapted == [CheckRecord.Adapted(conversion: "unpack", requests: 12)])
    }
  }

  @Test("CAMP-1: a tape that is none is damage of the store, which the sentence names") func damagedTape() throws {
    let folder = try Folder()
    let campaign = Self.campaign(try Mutant.named("gate-of-previous-token").subject)
    let part = CampaignPart(cases: 12)
    let store = try folder.store("one", campaign, [part])
    #expect(try StoredCampaign(campaign, in: store).run([part]) && !store.failures().isEmpty)
    try store.database.run("UPDATE failure SET tape = '1.x.2'")
    let error = #expect(throws: StoreError.self) { try StoredCampaign(campaign, in: store).run([part]) }
    #expect(
      error?.kind == .foreign && error?.description.contains(folder.url.path) == true, "\(String(describing: error))")
  }

  @Test("CAMP-4: the shares of a campaign, merged, are the campaign; CAMP-1: asked one by one or many at a time")
  func shares() throws {
    let folder = try Folder()
    let subject = ChunkwiseSubject()
    let whole = CampaignPart(cases: 24)
    let one = try folder.store("one", Self.campaign(subject), [whole])
    #expect(try StoredCampaign(Self.campaign(subject), in: one).run([whole]))
    for shard in [1, 2] {
      let part = CampaignPart(shard: shard, of: 2, cases: 24)
      let campaign = Self.campaign(subject, batches: shard == 2)
      #expect(try StoredCampaign(campaign, in: folder.store("\(shard)", campaign, [part])).run([part]))
    }
    let paths = ["1", "2", "all"].map { folder.url.appendingPathComponent($0).path }
    try CampaignStore.merge(Array(paths[..<2]), into: paths[2])
    let all = try CampaignStore(reading: paths[2])
    #expect(try all.cases() == one.cases() && one.cases().count == 24)
    #expect(try all.record { $0 }.conclusion == .pass)
  }

  @Test("CAMP-2: the generator's digest is the same every time, and that of formats differs from profile to profile")
  func digest() throws {
    let identity = CampaignIdentity(Self.campaign(ChunkwiseSubject()))
    #expect(identity == CampaignIdentity(Self.campaign(ChunkwiseSubject())) && identity.generator.count == 12)
    #expect(
      identity.arithmetic
        != CampaignIdentity(FuzzCampaign(seed: 1, checker: Checker(ChunkwiseSubject(), Tolerance(.bf16)))).arithmetic)
  }
}

extension CampaignStore {
  func then<T>(_ body: (CampaignStore) throws -> T) rethrows -> T { try body(self) }
}

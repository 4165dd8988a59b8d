import DeltaCampaignStore
import Foundation
import Testing

@Suite("CAMP-1: refusals, in one sentence and without damage") struct RefusalTests {
  static let others: [(String, @Sendable (inout CampaignIdentity) -> Void)] = [
    ("of version 0.1.0 of the suite", { $0.suite = "0.2.0" }), ("version of the generator", { $0.generator = "x" }),
    ("of the subject 'mine'", { $0.subject = "yours" }), ("of the profile 'fp32'", { $0.profile = "bf16" }),
    ("with other formats", { $0.arithmetic = "x" }), ("of the seed 7, and not of 8", { $0.seed = 8 }),
    ("of the operators gdn, kda", { $0.operators = ["gdn"] }),
  ]

  @Test("another campaign is refused, and the store is as it was", arguments: others.indices)
  func other(place: Int) throws {
    let scratch = try Scratch()
    try scratch.store("a", numbers: 0..<3)
    let before = try Data(contentsOf: URL(fileURLWithPath: scratch.path("a")))
    var campaign = CampaignIdentity.sample
    Self.others[place].1(&campaign)
    let error = #expect(throws: StoreError.self) { try scratch.store("a", numbers: [5], campaign: campaign) }
    #expect(error?.kind == .other)
    #expect(error?.description.contains(Self.others[place].0) == true, "\(String(describing: error))")
    #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path("a"))) == before)
  }

  @Test("a second writer is refused while the first lives, and readers are not") func busy() throws {
    let scratch = try Scratch()
    var first: CampaignStore? = try scratch.store("a", numbers: 0..<3)
    let error = #expect(throws: StoreError.self) { try scratch.store("a", numbers: []) }
    #expect(error?.kind == .busy && error?.description.contains("Another run is writing") == true)
    let seen = try CampaignStore(reading: scratch.path("a")).numbers()
    #expect(seen.count == 3 && first != nil)
    first = nil
    let after = try scratch.store("a", numbers: [4]).numbers()
    #expect(after.count == 4)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == ["a"])
  }

  @Test(
    "what is no store is refused and not touched", arguments: ["not a database, but longer than its header is\n", "x"])
  func foreign(text: String) throws {
    let scratch = try Scratch()
    try Data(text.utf8).write(to: URL(fileURLWithPath: scratch.path("a")))
    let error = #expect(throws: StoreError.self) { try scratch.store("a", numbers: []) }
    #expect(error?.kind == .foreign, "\(String(describing: error))")
    #expect(try String(contentsOfFile: scratch.path("a"), encoding: .utf8) == text)
  }

  @Test("a store of newer tables is refused, to read and to write") func newer() throws {
    let scratch = try Scratch()
    try scratch.store("a", numbers: 0..<3)
    // The version stands in bytes 60 to 63 of the header of every SQLite file.
    var bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.path("a")))
    bytes[63] = 2
    try bytes.write(to: URL(fileURLWithPath: scratch.path("a")))
    for attempt in [{ try scratch.store("a", numbers: [4]) }, { try CampaignStore(reading: scratch.path("a")) }] {
      let error = #expect(throws: StoreError.self) { _ = try attempt() }
      #expect(error?.kind == .newer)
      #expect(error?.description.contains("tables of version 2") == true, "\(String(describing: error))")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.path("a"))) == bytes)
  }

  @Test("a folder that is not there, and a store that is not") func absent() throws {
    let scratch = try Scratch()
    let error = #expect(throws: StoreError.self) { try scratch.store("no/such", numbers: []) }
    #expect(error?.kind == .unreachable, "\(String(describing: error))")
    let missing = #expect(throws: StoreError.self) { try CampaignStore(reading: scratch.path("none")) }
    #expect(missing?.kind == .unreachable && missing!.description.contains("conform fuzz run --store"))
  }

  @Test("a place that may not be written to, whoever asks") func readOnly() throws {
    // Nobody, the superuser included, may create files in /proc.
    guard FileManager.default.fileExists(atPath: "/proc/self") else { return }
    let error = #expect(throws: StoreError.self) {
      try CampaignStore(
        "/proc/self/a.campaign", campaign: .sample, words: [], parts: [], machines: [], properties: [])
    }
    #expect(error.map { [.readOnly, .unreachable].contains($0.kind) } == true, "\(String(describing: error))")
  }
}

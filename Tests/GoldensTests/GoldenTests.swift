import Exchange
import Foundation
import Operators
import Testing

@testable import Goldens

@Suite("FIX: golden fixtures") struct GoldenTests {
  static let committed = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures").standardized

  @Test("FIX-1: inputs are legal bf16 numbers, for every golden") func inputs() throws {
    #expect(!GoldenCatalogue.all.isEmpty)
    for recipe in GoldenCatalogue.all {
      let request = recipe.request
      try request.problem.validate()
      for tensor in request.problem.inputs.values {
        #expect(tensor.values.allSatisfy { $0.bitPattern & 0xFFFF == 0 }, "\(recipe.id)")
      }
    }
  }

  @Test("FIX-1: ids are unique and each says why it exists") func ids() {
    #expect(Set(GoldenCatalogue.all.map(\.id)).count == GoldenCatalogue.all.count)
    #expect(GoldenCatalogue.all.allSatisfy { !$0.reason.isEmpty })
  }

  @Test("FIX-1: the stream of an id is pinned") func stream() {
    var stream = PinnedStream("pgdn-tail")
    #expect((0..<4).map { _ in stream.bits() } == pinned)
  }

  @Test("FIX-2, FIX-4: the committed goldens verify, and a sample derives byte for byte") func verify() throws {
    let report = try GoldenStore(Self.committed).verify(every: 5)
    #expect(report.complaints.isEmpty, "\(report.complaints)")
    #expect(report.listed == GoldenCatalogue.all.count && report.digests == 2 * report.listed)
    #expect(report.derived >= report.listed / 5)
  }

  @Test(
    "FIX-4: damage is reported in a sentence",
    arguments: [
      ("corrupt", "has SHA-256"), ("missing", "is missing"), ("digest", "has SHA-256"),
      ("unknown", "is in no catalogue"),
      ("unlisted", "is not in the manifest"), ("stray", "belongs to no golden"), ("truncated", "has SHA-256"),
    ])
  func damage(kind: String, complaint: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("goldens-" + UUID().uuidString)
    try FileManager.default.copyItem(at: Self.committed, to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    let response = folder.appendingPathComponent("golden/responses/pgdn-tail.safetensors")
    let manifest = folder.appendingPathComponent("manifest.json")
    var bytes = try FileAccess.read(response)
    func edit(_ original: String, _ replacement: String) throws {
      let text = String(decoding: try FileAccess.read(manifest), as: UTF8.self)
      #expect(text.contains(original))
      try FileAccess.write(Data(text.replacingOccurrences(of: original, with: replacement).utf8), to: manifest)
    }
    switch kind {
    case "corrupt":
      bytes[bytes.count - 5] ^= 1
      try FileAccess.write(bytes, to: response)
    case "truncated": try FileAccess.write(bytes.dropLast(8), to: response)
    case "missing": try FileManager.default.removeItem(at: response)
    case "digest": try edit(Manifest.File.digest(bytes), String(repeating: "0", count: 64))
    case "unknown": try edit("\"pgdn-tail\"", "\"pgdn-tale\"")
    case "unlisted": try edit("\"id\" : \"pgdn-tail\"", "\"id\" : \"pgdn-scale\"")
    default: try FileAccess.write(bytes, to: folder.appendingPathComponent("golden/requests/none.safetensors"))
    }
    let report = try GoldenStore(folder).verify(every: 1000)
    #expect(report.complaints.contains { $0.contains(complaint) }, "\(report.complaints)")
  }
}

/// The first outputs for the id pgdn-tail.
let pinned: [UInt64] = [
  0x7D67D4957207BAAE, 0xA71EE6047D188542, 0x1DCA839CCCAC26D0, 0x27CE85DB8D66F111,
]

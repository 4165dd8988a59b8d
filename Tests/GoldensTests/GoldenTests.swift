import DeltaExchange
import DeltaOperators
import Foundation
import Testing

@testable import DeltaGoldens

@Suite("FIX: golden fixtures") struct GoldenTests {
  static let committed = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Fixtures").standardized

  @Test("FIX-1: inputs are legal bf16 numbers, for every golden") func inputs() throws {
    #expect(!GoldenCatalogue.all.isEmpty)
    for recipe in GoldenCatalogue.all {
      let request = recipe.request
      try request.problem.validate()
      for tensor in Array(request.problem.inputs.values) + request.problem.cotangents.values {
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
    #expect(report.derived.count >= report.listed / 5)
    let gradients = report.derived.filter { GoldenCatalogue.named($0)!.asksForGradients }
    #expect(gradients.count > 10 && gradients.count < report.derived.count)
  }

  @Test(
    "FIX-4: damage is reported in a sentence",
    arguments: [
      ("corrupt", "has SHA-256"), ("missing", "is missing"), ("digest", "has SHA-256"),
      ("unknown", "is in no catalogue"),
      ("unlisted", "is not in the manifest"), ("stray", "belongs to no golden"), ("truncated", "has SHA-256"),
    ], ["pgdn-tail", "pgdn-gradient-heads"])
  func damage(_ damage: (kind: String, complaint: String), id: String) throws {
    let folder = try Self.copy()
    defer { try? FileManager.default.removeItem(at: folder) }
    let response = folder.appendingPathComponent("golden/responses/\(id).safetensors")
    let manifest = folder.appendingPathComponent("manifest.json")
    var bytes = try FileAccess.read(response)
    func edit(_ original: String, _ replacement: String) throws {
      let text = String(decoding: try FileAccess.read(manifest), as: UTF8.self)
      #expect(text.contains(original))
      try FileAccess.write(Data(text.replacingOccurrences(of: original, with: replacement).utf8), to: manifest)
    }
    switch damage.kind {
    case "corrupt":
      bytes[bytes.count - 5] ^= 1
      try FileAccess.write(bytes, to: response)
    case "truncated": try FileAccess.write(bytes.dropLast(8), to: response)
    case "missing": try FileManager.default.removeItem(at: response)
    case "digest": try edit(Digest(bytes).hexadecimal, String(repeating: "0", count: 64))
    case "unknown": try edit("\"\(id)\"", "\"pgdn-tale\"")
    case "unlisted": try edit("\"id\" : \"\(id)\"", "\"id\" : \"pgdn-scale\"")
    default: try FileAccess.write(bytes, to: folder.appendingPathComponent("golden/requests/none.safetensors"))
    }
    let report = try GoldenStore(folder).verify(every: 1000)
    #expect(report.complaints.contains { $0.contains(damage.complaint) }, "\(report.complaints)")
  }

  @Test(
    "FIX-4: a forged file with a digest to match is derived differently",
    arguments: ["pgdn-tail", "pgdn-gradient-heads"])
  func forged(id: String) throws {
    let folder = try Self.copy()
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = GoldenStore(folder)
    let response = folder.appendingPathComponent("golden/responses/\(id).safetensors")
    var (bytes, manifest) = (try FileAccess.read(response), try store.manifest())
    let genuine = try #require(manifest.goldens.first { $0.id == id })
    bytes[bytes.count - 5] ^= 1
    try FileAccess.write(bytes, to: response)
    // Alone in the manifest, so that nothing else is derived.
    manifest.goldens = [
      .init(
        id: id, operator: genuine.operator, reason: genuine.reason, guards: genuine.guards, request: genuine.request,
        response: .init(genuine.response.path, bytes), precision: genuine.precision)
    ]
    try FileAccess.write(try manifest.encoded(), to: store.manifestFile)
    let report = try store.verify(every: 1)
    #expect(report.derived == [id])
    #expect(
      report.complaints.contains {
        $0.hasPrefix("Golden '\(id)' is derived differently") && $0.contains("its blessed response")
      })
    #expect(!report.complaints.contains { $0.contains("SHA-256") })
  }

  /// A copy of the committed goldens, to be damaged.
  static func copy() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("goldens-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["manifest.json", "golden"] {
      try FileManager.default.copyItem(
        at: committed.appendingPathComponent(name), to: folder.appendingPathComponent(name))
    }
    return folder
  }
}

/// The first outputs for the id pgdn-tail.
let pinned: [UInt64] = [
  0x7D67D4957207BAAE, 0xA71EE6047D188542, 0x1DCA839CCCAC26D0, 0x27CE85DB8D66F111,
]

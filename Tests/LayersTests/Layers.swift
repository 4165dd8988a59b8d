import Foundation
import Testing

/// Independence is the point: these edges must not exist, neither directly nor through other modules.
@Suite("Forbidden edges") struct Layers {
  /// Target names and their direct dependencies, as the package describes itself.
  static let graph: [String: [String]] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // Its own scratch folder: the build that runs this test holds a lock on the usual one.
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("layers-\(UUID().uuidString)")
    process.arguments = [
      "swift", "package", "--package-path", root.path, "--scratch-path", scratch.path, "dump-package",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try! process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: scratch)
    struct Manifest: Decodable {
      struct Target: Decodable {
        struct Dependency: Decodable {
          let byName, target, product: [String?]?
          enum CodingKeys: String, CodingKey { case byName, target, product }
          init(from decoder: any Decoder) throws {
            let c = try decoder.container(keyedBy: CodingKeys.self)
            func names(_ key: CodingKeys) -> [String?]? {
              guard var list = try? c.nestedUnkeyedContainer(forKey: key) else { return nil }
              return [try? list.decode(String.self)]
            }
            (byName, target, product) = (names(.byName), names(.target), names(.product))
          }
        }
        let name: String
        let dependencies: [Dependency]
      }
      let targets: [Target]
    }
    let manifest = try! JSONDecoder().decode(Manifest.self, from: data)
    return Dictionary(
      uniqueKeysWithValues: manifest.targets.map { target in
        (target.name, target.dependencies.compactMap { ($0.byName ?? $0.target ?? $0.product)?.first ?? nil })
      })
  }()

  /// Everything that a module reaches.
  static func reachable(from module: String) -> Set<String> {
    var (seen, open) = (Set<String>(), graph[module] ?? [])
    while let next = open.popLast() {
      if seen.insert(next).inserted { open += graph[next] ?? [] }
    }
    return seen
  }

  static let forbidden: [(from: String, to: [String])] = [
    ("DeltaChunkwise", ["DeltaRecurrences", "DeltaLeastSquares", "DeltaEnclosures", "DeltaMutants"]),
    ("DeltaLeastSquares", ["DeltaRecurrences"]),
    ("DeltaRecurrences", ["CDeltaBLAS", "CDeltaFLINT"]),
    ("DeltaMutants", ["DeltaRecurrences", "DeltaLeastSquares", "DeltaChunkwise"]),
    ("DeltaExchange", ["DeltaRecurrences", "DeltaLeastSquares", "DeltaEnclosures"]),
    ("DeltaReports", ["DeltaRecurrences", "DeltaLeastSquares", "DeltaEnclosures"]),
    ("DeltaProperties", ["DeltaChunkwise"]),
    ("DeltaCampaigns", ["DeltaChunkwise"]),
    ("DeltaDrift", ["DeltaChunkwise"]),
  ]

  @Test("no module reaches what it must be independent of", arguments: forbidden.map(\.from))
  func edges(module: String) throws {
    try #require(Self.graph[module] != nil, "the package has no module \(module)")
    let reached = Self.reachable(from: module)
    for target in Self.forbidden.first(where: { $0.from == module })!.to {
      #expect(!reached.contains(target), "\(module) reaches \(target)")
    }
  }

  @Test("the choice tape depends on nothing") func tape() throws {
    #expect(try #require(Self.graph["DeltaChoiceTape"]).isEmpty)
  }

  @Test("the check sees through other modules") func transitive() {
    // conform → Properties → Recurrences is an indirect edge that exists; a check blind to it would prove nothing.
    #expect(Self.reachable(from: "DeltaCampaigns").contains("DeltaRecurrences"))
  }
}

import Testing

/// Independence is the point: these edges must not exist, neither directly nor through other modules.
@Suite("Forbidden edges") struct Layers {
  /// Target names and their direct dependencies.
  static let graph = Dictionary(uniqueKeysWithValues: Manifest.package.targets.map { ($0.name, $0.needs) })

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

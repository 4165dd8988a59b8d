import Testing

/// Module names share one space in a build: a package that depends on this one must keep every name it may have chosen.
@Suite("Names that enter other packages") struct LibraryNames {
  @Test(
    "whatever the library reaches has a prefix that no other package's module has",
    arguments: ["DeltaConformance", "DeltaConformanceTesting"])
  func prefixes(product: String) throws {
    let reached = Layers.reachable(from: product)
    try #require(reached.contains("DeltaOperators"), "\(product) reaches too little to be the library")
    for name in reached.sorted() {
      #expect(name.hasPrefix("Delta") || name.hasPrefix("CDelta"), "\(product) reaches \(name)")
    }
  }

  @Test("the library needs no BLAS") func doors() {
    #expect(!Layers.reachable(from: "DeltaConformanceTesting").contains("CDeltaBLAS"))
  }
}

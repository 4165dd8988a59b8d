// swift-tools-version: 6.0
import PackageDescription

// Coverage-guided fuzzing; see run.sh. A package of its own: nobody who builds the suite builds this.
let package = Package(
  name: "fuzzing",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "delta-conformance", path: "..")],
  targets: [
    .systemLibrary(name: "CLibFuzzer"),
    target("FuzzParsers"),
    target("FuzzChunks"),
  ]
)

func target(_ name: String) -> Target {
  .executableTarget(
    name: name, dependencies: ["CLibFuzzer", .product(name: "DeltaParts", package: "delta-conformance")])
}

// swift-tools-version: 6.0
import PackageDescription

// MARK: What is built

let package = Package(
  name: "delta-conformance",
  platforms: [.macOS(.v14)],
  products: [
    .executable(name: "conform", targets: ["conform"]),
    .library(name: "DeltaConformance", targets: ["DeltaConformance"]),
    .library(name: "DeltaConformanceTesting", targets: ["DeltaConformanceTesting"]),
    // For the nested package Fuzzing alone; nothing of it is promised.
    .library(
      name: "DeltaParts",
      targets: ["DeltaExchange", "DeltaOperators", "DeltaChoiceTape", "DeltaInputs", "DeltaChunkwise"]),
  ],
  dependencies: [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")],
  targets: foundations + vocabulary + reference + implementation + verification + doors + library + tests,
  cxxLanguageStandard: .cxx17
)

// MARK: Layers. An edge that must not exist is refused by Tests/StructureTests.

var foundations: [Target] {
  [
    .systemLibrary(
      name: "CDeltaBLAS", path: "Sources/Foundations/CDeltaBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CDeltaFLINT", path: "Sources/Foundations/CDeltaFLINT", pkgConfig: "flint",
      providers: [.apt(["libflint-dev", "libflint-arb-dev"]), .brew(["flint"])]),
    .systemLibrary(
      name: "CDeltaCrypto", path: "Sources/Foundations/CDeltaCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CDeltaSQLite", path: "Sources/Foundations/CDeltaSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    // C++ templates, one file a tier of instructions: rows of samples under random rounding (TOL-2), and rows with fused products.
    .target(name: "CDeltaSamples", path: "Sources/Foundations/SampleRows"),
    module("Scalars", in: "Foundations", libraries: ["CDeltaSamples"]),
    module("ExactScalars", in: "Foundations", needs: ["Scalars"], libraries: ["CDeltaFLINT"]),
    module("Concurrent", in: "Foundations"),
  ]
}

var vocabulary: [Target] { [module("Operators", needs: ["Scalars"]), module("Records")] }

var reference: [Target] {
  [
    module("Recurrences", in: "Reference", needs: ["Scalars", "Operators"]),
    module("LeastSquares", in: "Reference", libraries: ["CDeltaBLAS"]),
    module("Enclosures", in: "Reference", needs: ["Scalars", "ExactScalars", "Operators", "Recurrences"]),
  ]
}

var implementation: [Target] {
  [
    // C++ templates, one file a tier of instructions; see Specs/performance.md.
    .target(name: "CDeltaKernels", path: "Sources/ChunkKernels"),
    module(
      "Chunkwise", needs: ["Concurrent", "Scalars", "Operators"], libraries: ["CDeltaBLAS", "CDeltaKernels"]),
  ]
}

var verification: [Target] {
  [
    module("ChoiceTape", in: "Verification"),
    module("Inputs", in: "Verification", needs: ["Scalars", "Operators", "ChoiceTape"]),
    module(
      "Properties", in: "Verification",
      needs: ["Concurrent", "Scalars", "Operators", "Records", "Recurrences", "Enclosures"]),
    module("CampaignStore", in: "Verification", needs: ["Records"], libraries: ["CDeltaSQLite"]),
    module(
      "Campaigns", in: "Verification",
      needs: [
        "Concurrent", "Scalars", "Operators", "Records", "Recurrences", "ChoiceTape", "Inputs", "Properties", "Mutants",
        "Exchange", "CampaignStore",
      ]),
    module(
      "Power", in: "Verification",
      needs: ["Concurrent", "Scalars", "Operators", "Records", "Inputs", "Properties"]),
    module("Mutants", in: "Verification", needs: ["Scalars", "Operators"]),
    module(
      "Goldens", in: "Verification",
      needs: ["Concurrent", "Scalars", "Operators", "Records", "Enclosures", "Exchange"]),
    module(
      "Drift", in: "Verification",
      needs: ["Concurrent", "Scalars", "Operators", "Records", "Recurrences", "LeastSquares", "Properties"]),
    module(
      "Claims", in: "Verification",
      needs: ["Scalars", "ExactScalars", "Operators", "Records", "Recurrences", "Chunkwise"],
      libraries: ["CDeltaBLAS"]),
  ]
}

var doors: [Target] {
  [
    // The header that kernels in C and the like include (EX-13).
    .systemLibrary(name: "CDeltaConformance", path: "Sources/CDeltaConformance"),
    // Apple's systems have SHA-256 in CommonCrypto.
    module(
      "Exchange", needs: ["Scalars", "Operators"],
      libraries: ["CDeltaConformance", .target(name: "CDeltaCrypto", condition: .when(platforms: [.linux]))]),
    module("Reports", needs: ["Records"]),
    .executableTarget(
      name: "conform",
      dependencies: [
        "DeltaConcurrent", "DeltaOperators", "DeltaRecords", "DeltaRecurrences", "DeltaChunkwise", "DeltaChoiceTape",
        "DeltaInputs", "DeltaProperties", "DeltaPower", "DeltaCampaigns", "DeltaCampaignStore", "DeltaMutants",
        "DeltaGoldens", "DeltaDrift",
        "DeltaClaims", "DeltaEnclosures", "DeltaExchange", "DeltaReports", "DeltaScalars", "CDeltaBLAS",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ]
}

// MARK: The library: what other packages import. StructureTests watch over what it reaches.

var library: [Target] {
  [
    .target(
      name: "DeltaConformance",
      dependencies: [
        "Scalars", "Operators", "Recurrences", "Enclosures", "Inputs", "Properties", "Exchange", "Records", "Reports",
      ].map(prefixed)),
    .target(name: "DeltaConformanceTesting", dependencies: ["DeltaConformance"]),
  ]
}

// MARK: Tests, one target a module, and two of the repository as a whole

var tests: [Target] {
  [
    suite("Scalars"),
    .target(name: "ScalarLaws", dependencies: ["DeltaScalars"], path: "Tests/ScalarLaws"),
    suite("ExactScalars", needs: ["Scalars"], lawful: true),
    suite("Concurrent"),
    suite("Operators"),
    suite("Recurrences", needs: ["Scalars", "ExactScalars", "Operators", "Inputs"]),
    suite("LeastSquares", needs: ["Scalars", "ExactScalars", "Recurrences"]),
    suite("Enclosures", needs: ["Scalars", "ExactScalars", "Operators", "Recurrences", "Inputs"]),
    suite("Chunkwise", needs: ["Scalars", "Operators", "Recurrences", "Inputs"]),
    suite("Records"),
    suite("ChoiceTape"),
    suite("Inputs", needs: ["Operators"]),
    suite(
      "Properties",
      needs: ["Scalars", "Operators", "Records", "Recurrences", "Enclosures", "Inputs", "Chunkwise", "Mutants"]),
    suite("Mutants", needs: ["Scalars", "Operators", "Inputs", "Properties", "Campaigns", "Records"]),
    suite("CampaignStore"),
    suite(
      "Campaigns",
      needs: [
        "CampaignStore", "Concurrent", "Records", "Scalars", "Operators", "ChoiceTape", "Inputs", "Properties",
        "Chunkwise", "Mutants",
      ]),
    suite("Power", needs: ["Scalars", "Operators", "Records"]),
    suite("Exchange", needs: ["Scalars", "Operators", "Inputs"]),
    suite("Goldens", needs: ["Operators", "Exchange", "Recurrences", "Properties", "Chunkwise"]),
    suite("Drift", needs: ["Scalars", "Operators", "Records"]),
    suite("Claims", needs: ["Operators", "Scalars", "ExactScalars", "Recurrences"]),
    suite("Reports", needs: ["Records"]),
    .testTarget(name: "DeltaConformanceTests", dependencies: ["DeltaConformance", "DeltaConformanceTesting"]),
    .testTarget(name: "StructureTests"),
    .testTarget(
      name: "SpecsTests",
      dependencies: ["Scalars", "Operators", "Inputs", "Exchange", "Goldens", "Drift", "Claims", "Mutants"].map(
        prefixed)),
    .testTarget(name: "ConformTests", dependencies: ["conform", "DeltaRecords"]),
  ]
}

// MARK: Shorthand

/// A module, under a name with a prefix that no other package's module has; its folder does not need one.
func module(
  _ name: String, in layer: String? = nil, needs: [String] = [], libraries: [Target.Dependency] = []
) -> Target {
  let path = ["Sources", layer, name].compactMap { $0 }.joined(separator: "/")
  return .target(name: "Delta" + name, dependencies: needs.map(prefixed) + libraries, path: path)
}

func suite(_ name: String, needs: [String] = [], lawful: Bool = false) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: ([name] + needs).map(prefixed) + (lawful ? ["ScalarLaws"] : []))
}

func prefixed(_ name: String) -> Target.Dependency { .init(stringLiteral: "Delta" + name) }

// swift-tools-version: 6.0
import PackageDescription

// MARK: What is built

let package = Package(
  name: "delta-conformance",
  platforms: [.macOS(.v14)],
  products: [
    .executable(name: "conform", targets: ["conform"]),
    .library(
      name: "DeltaConformance", targets: ["Operators", "Recurrences", "LeastSquares", "Properties", "Exchange"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "3.12.3"),
  ],
  targets: foundations + vocabulary + reference + implementation + verification + doors + tests
)

// MARK: Layers. An edge that must not exist is refused by Tests/LayersTests.

var foundations: [Target] {
  [
    .systemLibrary(
      name: "COpenBLAS", path: "Sources/Foundations/COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(
      name: "CFLINT", path: "Sources/Foundations/CFLINT",
      providers: [.apt(["libflint-dev", "libflint-arb-dev"])]),
    module("Scalars", in: "Foundations"),
    module("ExactScalars", in: "Foundations", needs: ["Scalars", "CFLINT"]),
    module("Concurrent", in: "Foundations"),
  ]
}

var vocabulary: [Target] { [module("Operators", needs: ["Scalars"])] }

var reference: [Target] {
  [
    module("Recurrences", in: "Reference", needs: ["Scalars", "Operators"]),
    module("LeastSquares", in: "Reference", needs: ["Scalars", "COpenBLAS"]),
    module("Enclosures", in: "Reference", needs: ["Scalars", "ExactScalars", "Operators", "Recurrences"]),
  ]
}

var implementation: [Target] { [module("Chunkwise", needs: ["Scalars", "Operators", "COpenBLAS"])] }

var verification: [Target] {
  [
    module("ChoiceTape", in: "Verification"),
    module("Generators", in: "Verification", needs: ["Scalars", "Operators", "ChoiceTape"]),
    module(
      "Properties", in: "Verification",
      needs: ["Concurrent", "Scalars", "Operators", "Recurrences", "Enclosures", "Generators"]),
    module("Campaigns", in: "Verification", needs: ["Operators", "ChoiceTape", "Generators", "Properties"]),
    module("Mutants", in: "Verification", needs: ["Scalars", "Operators"]),
    module(
      "Goldens", in: "Verification", needs: ["Concurrent", "Scalars", "Operators", "Enclosures", "Exchange"],
      products: [.product(name: "Crypto", package: "swift-crypto")]),
    module(
      "Drift", in: "Verification",
      needs: ["Concurrent", "Operators", "Generators", "Recurrences", "LeastSquares", "Properties"]),
    module(
      "Claims", in: "Verification",
      needs: ["Scalars", "ExactScalars", "Operators", "Recurrences", "Chunkwise", "COpenBLAS"]),
  ]
}

var doors: [Target] {
  [
    module("Exchange", needs: ["Scalars", "Operators"], products: [.product(name: "Crypto", package: "swift-crypto")]),
    module("Reports", needs: ["Operators"]),
    .executableTarget(
      name: "conform",
      dependencies: [
        "Operators", "Recurrences", "LeastSquares", "Chunkwise", "ChoiceTape", "Generators", "Properties", "Campaigns",
        "Mutants", "Goldens", "Drift", "Claims", "Exchange", "Reports", "Scalars", "COpenBLAS",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ]
}

// MARK: Tests, one target a module

var tests: [Target] {
  [
    suite("Scalars"),
    .target(name: "ScalarLaws", dependencies: ["Scalars"], path: "Tests/ScalarLaws"),
    suite("ExactScalars", needs: ["Scalars", "ScalarLaws"]),
    suite("Concurrent"),
    suite("Operators", needs: ["Scalars"]),
    suite("Recurrences", needs: ["Scalars", "ExactScalars", "Operators"]),
    suite("LeastSquares", needs: ["Scalars", "ExactScalars", "Recurrences"]),
    suite("Enclosures", needs: ["Scalars", "ExactScalars", "Operators", "Recurrences"]),
    suite("Chunkwise", needs: ["Scalars", "Operators", "Recurrences", "Generators", "ChoiceTape"]),
    suite("ChoiceTape"),
    suite("Generators", needs: ["Scalars", "Operators", "ChoiceTape"]),
    suite(
      "Properties", needs: ["Scalars", "Operators", "Recurrences", "Generators", "Chunkwise", "Mutants", "ChoiceTape"]),
    suite(
      "Campaigns", needs: ["Scalars", "Operators", "ChoiceTape", "Generators", "Properties", "Chunkwise", "Mutants"]),
    suite("Exchange", needs: ["Scalars", "Operators"]),
    suite("Goldens", needs: ["Scalars", "Operators", "Exchange", "Recurrences", "Properties", "Chunkwise"]),
    suite("Drift", needs: ["Operators", "Chunkwise"]),
    suite("Claims", needs: ["Operators", "Scalars", "ExactScalars", "Recurrences"]),
    suite("Reports"),
    .testTarget(name: "LayersTests"),
    .testTarget(name: "ConformTests", dependencies: ["conform"]),
  ]
}

// MARK: Shorthand

func module(
  _ name: String, in layer: String? = nil, needs: [Target.Dependency] = [], products: [Target.Dependency] = []
) -> Target {
  let path = ["Sources", layer, name].compactMap { $0 }.joined(separator: "/")
  return .target(name: name, dependencies: needs + products, path: path)
}

func suite(_ name: String, needs: [Target.Dependency] = []) -> Target {
  .testTarget(name: name + "Tests", dependencies: [.init(stringLiteral: name)] + needs)
}

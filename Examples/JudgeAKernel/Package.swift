// swift-tools-version: 6.0
import PackageDescription

let package = Package(
  name: "judge-a-kernel",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "delta-conformance", path: "../..")],
  targets: [
    .target(name: "TokenLoop"),
    .testTarget(
      name: "TokenLoopTests",
      dependencies: [
        "TokenLoop",
        .product(name: "DeltaConformanceTesting", package: "delta-conformance"),
      ]),
  ]
)

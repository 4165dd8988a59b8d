import DeltaConcurrent
import DeltaExchange
import Foundation

/// A folder of goldens: `manifest.json` and `golden/requests`, `golden/responses`.
public struct GoldenStore: Sendable {
  /// The folder.
  public let folder: URL

  /// Refers to a folder.
  public init(_ folder: URL) { self.folder = folder }

  var manifestFile: URL { folder.appendingPathComponent("manifest.json") }
  var files: URL { folder.appendingPathComponent("golden") }

  /// Derives goldens and writes them with their manifest; returns the manifest.
  ///
  /// - Throws: ``ExchangeError`` for an unwritable folder, before anything is derived.
  public func generate(
    _ recipes: [GoldenRecipe] = GoldenCatalogue.all, progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> Manifest {
    try FileAccess.createFolder(files)
    let goldens = try Self.derive(recipes, progress: progress)
    for golden in goldens {
      try FileAccess.write(golden.request, to: files.appendingPathComponent("requests/\(golden.recipe.id).safetensors"))
      try FileAccess.write(
        golden.response, to: files.appendingPathComponent("responses/\(golden.recipe.id).safetensors"))
    }
    let manifest = Manifest(goldens)
    try FileAccess.write(try manifest.encoded(), to: manifestFile)
    return manifest
  }

  /// The manifest as stored.
  ///
  /// - Throws: ``ExchangeError`` if it is absent or is no manifest.
  public func manifest() throws -> Manifest {
    let data = try FileAccess.read(manifestFile)
    guard let manifest = try? JSONDecoder().decode(Manifest.self, from: data),
      manifest.schema == "delta-rule/manifest/1"
    else {
      throw ExchangeError(
        "'\(manifestFile.relativePath)' is not a manifest of schema delta-rule/manifest/1; restore it or generate anew."
      )
    }
    return manifest
  }

  /// Derives goldens on all cores, in order.
  static func derive(_ recipes: [GoldenRecipe], progress: @escaping @Sendable (Int) -> Void = { _ in }) throws
    -> [Golden]
  {
    try concurrentMap(recipes.indices, progress) { try Golden(recipes[$0]) }
  }
}

import DeltaConcurrent
import DeltaExchange
import DeltaOperators
import Foundation

/// Goldens with the bound of every element beside them: what a port needs that runs nothing of this package (FIX-8).
public struct GoldenPack: Sendable {
  /// How far each element of one part of a response may be off under a named profile, and what that profile is called.
  public struct Limits: Sendable {
    let profile: String
    let bounds: @Sendable (Request, ResponsePart) -> [ResponseTensor: [Double]]

    /// Takes a profile's name and the function that bounds an answer to a request.
    public init(
      profile: String, bounds: @escaping @Sendable (Request, ResponsePart) -> [ResponseTensor: [Double]]
    ) {
      (self.profile, self.bounds) = (profile, bounds)
    }
  }

  private let limits: [Limits]
  private let recipes: [GoldenRecipe]

  /// Packs all goldens, unless told otherwise.
  public init(_ limits: [Limits], _ recipes: [GoldenRecipe] = GoldenCatalogue.all) {
    (self.limits, self.recipes) = (limits, recipes)
  }

  /// How many goldens are packed.
  public var count: Int { recipes.count }

  /// Derives everything and writes it; returns the number of bytes.
  ///
  /// - Throws: ``ExchangeError`` for an unwritable folder, before anything is derived.
  public func write(to folder: URL, progress: @escaping @Sendable (Int) -> Void = { _ in }) throws -> Int {
    try FileAccess.createFolder(folder)
    let entries = try concurrentMap(recipes.indices, progress) { try entry(recipes[$0]) }
    var files = entries.flatMap(\.files)
    files += PackTexts.all.map { ($0.name, Data($0.text.utf8)) }
    files.append(("pack.json", try Self.encoded(entries.map(\.description), limits.map(\.profile))))
    for (name, bytes) in files { try FileAccess.write(bytes, to: folder.appendingPathComponent(name)) }
    return files.reduce(0) { $0 + $1.1.count }
  }

  private struct Entry: Sendable {
    let description: Description
    let files: [(String, Data)]
  }

  /// What `pack.json` says of a golden.
  struct Description: Codable, Sendable {
    let id, `operator`, reason: String
    let guards: [String]
    let sha256: [String: String]
  }

  private func entry(_ recipe: GoldenRecipe) throws -> Entry {
    let (golden, request, name) = (try Golden(recipe), recipe.request, recipe.id + ".safetensors")
    var files = [("requests/" + name, golden.request), ("responses/" + name, golden.response)]
    for limit in limits {
      var tensors: [String: Tensor] = [:]
      for part in ResponsePart.allCases where part == .outputs || recipe.asksForGradients {
        for (tensor, bounds) in limit.bounds(request, part) {
          tensors[tensor.name] = Tensor(request.problem.expectedShape(of: tensor), bounds.map(Self.roundedUp))
        }
      }
      files.append(
        ("bounds/\(limit.profile)/\(name)", SafetensorsFile.encode(tensors, metadata: ["bounds": recipe.id])))
    }
    let digests = Dictionary(uniqueKeysWithValues: files.map { ($0.0, Digest($0.1).hexadecimal) })
    return Entry(
      description: Description(
        id: recipe.id, operator: recipe.op.name, reason: recipe.reason, guards: recipe.guards, sha256: digests),
      files: files)
  }

  private static func encoded(_ goldens: [Description], _ profiles: [String]) throws -> Data {
    struct Pack: Codable {
      var schema = "delta-rule/pack/1"
      let profiles: [String]
      let goldens: [Description]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(Pack(profiles: profiles, goldens: goldens.sorted { $0.id < $1.id })) + Data("\n".utf8)
  }

  /// A bound to twelve bits, never smaller: the last bits of another mathematical library do not show in the bytes.
  static func roundedUp(_ bound: Double) -> Float {
    guard bound.isFinite, bound > 0 else { return Float(bound) }
    // Above float32's largest number nothing is judged.
    guard bound < Double(Float.greatestFiniteMagnitude) / 2 else { return .infinity }
    let unit = max(bound.binade * 0x1p-11, Double(Float.leastNonzeroMagnitude))
    return Float((bound / unit).rounded(.up) * unit)
  }
}

import DeltaExchange
import Foundation

/// The list of goldens with the digests of their files, schema `delta-rule/manifest/1` (FIX-3).
public struct Manifest: Codable, Equatable, Sendable {
  /// Version of this form.
  public var schema = "delta-rule/manifest/1"
  /// The goldens, sorted by id.
  public var goldens: [Entry]

  /// One golden.
  public struct Entry: Codable, Equatable, Sendable {
    /// Permanent id.
    public let id: String
    /// Contract name of the operator.
    public let `operator`: String
    /// Why it exists.
    public let reason: String
    /// Known defects that it guards against.
    public let guards: [String]
    /// The request file.
    public let request: File
    /// The blessed response file.
    public let response: File
    /// Bits of the enclosure from which outputs and gradients were rounded.
    public let precision: Int
  }

  /// A file by its path below the folder `golden`.
  public struct File: Codable, Equatable, Sendable {
    /// Path below the folder `golden`.
    public let path: String
    /// Size in bytes.
    public let bytes: Int
    /// SHA-256 in hexadecimal.
    public let sha256: String

    init(_ path: String, _ data: Data) { (self.path, bytes, sha256) = (path, data.count, Digest(data).hexadecimal) }
  }

  /// Lists goldens.
  init(_ goldens: [Golden]) {
    self.goldens = goldens.map { golden in
      let id = golden.recipe.id
      return Entry(
        id: id, operator: golden.recipe.op.name, reason: golden.recipe.reason, guards: golden.recipe.guards,
        request: File("requests/\(id).safetensors", golden.request),
        response: File("responses/\(id).safetensors", golden.response), precision: golden.precision)
    }.sorted { $0.id < $1.id }
  }

  /// The file's bytes: sorted keys, the same for the same goldens.
  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

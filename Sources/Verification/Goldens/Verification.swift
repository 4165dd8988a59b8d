import DeltaExchange
import Foundation

extension GoldenStore {
  /// What a verification looked at and what it found wrong, each in one sentence.
  public struct Report: Sendable {
    /// Goldens in the manifest.
    public var listed = 0
    /// Files whose digest was compared.
    public var digests = 0
    /// The ids of the goldens that were derived again and compared byte for byte.
    public var derived: [String] = []
    /// What is wrong.
    public var complaints: [String] = []
  }

  /// Checks the manifest, the digest of every file, that there is no other, and derives every `stride`-th golden again.
  ///
  /// - Throws: ``ExchangeError`` if there is no manifest to start from.
  public func verify(every stride: Int = 8, progress: @escaping @Sendable (Int) -> Void = { _ in }) throws -> Report {
    let manifest = try manifest()
    var report = Report()
    report.listed = manifest.goldens.count
    checkIDs(manifest, &report)
    for entry in manifest.goldens { for file in [entry.request, entry.response] { check(file, entry.id, &report) } }
    try checkStrays(manifest, &report)
    let sample = manifest.goldens.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
    try rederive(sample, &report, progress)
    return report
  }

  private func checkIDs(_ manifest: Manifest, _ report: inout Report) {
    var seen = Set<String>()
    for entry in manifest.goldens {
      if !seen.insert(entry.id).inserted {
        report.complaints.append("Golden '\(entry.id)' is listed twice; remove one entry from the manifest.")
      }
      if GoldenCatalogue.named(entry.id) == nil {
        report.complaints.append(
          "Golden '\(entry.id)' is in no catalogue; remove it from the manifest or add its recipe.")
      }
    }
    for recipe in GoldenCatalogue.all where !seen.contains(recipe.id) {
      report.complaints.append("Golden '\(recipe.id)' is not in the manifest; generate the fixtures anew.")
    }
  }

  private func check(_ file: Manifest.File, _ id: String, _ report: inout Report) {
    let url = files.appendingPathComponent(file.path)
    guard FileManager.default.fileExists(atPath: url.path), let data = try? FileAccess.read(url) else {
      report.complaints.append("File '\(file.path)' of golden '\(id)' is missing; restore it or generate it anew.")
      return
    }
    report.digests += 1
    let digest = Digest(data).hexadecimal
    guard digest != file.sha256 else { return }
    report.complaints.append(
      "File '\(file.path)' of golden '\(id)' has SHA-256 \(digest.prefix(12))…, the manifest says "
        + "\(file.sha256.prefix(12))…; restore whichever of the two was changed.")
  }

  private func checkStrays(_ manifest: Manifest, _ report: inout Report) throws {
    let known = Set(manifest.goldens.flatMap { [$0.request.path, $0.response.path] })
    for folder in ["requests", "responses"] {
      let names =
        (try? FileManager.default.contentsOfDirectory(atPath: files.appendingPathComponent(folder).path)) ?? []
      for name in names.sorted() where !known.contains("\(folder)/\(name)") {
        report.complaints.append("File '\(folder)/\(name)' belongs to no golden; remove it.")
      }
    }
  }

  private func rederive(
    _ entries: [Manifest.Entry], _ report: inout Report, _ progress: @escaping @Sendable (Int) -> Void
  ) throws {
    let recipes = entries.compactMap { GoldenCatalogue.named($0.id) }
    for golden in try Self.derive(recipes, progress: progress) {
      report.derived.append(golden.recipe.id)
      let fresh = Manifest([golden]).goldens[0]
      guard let entry = entries.first(where: { $0.id == fresh.id }), entry != fresh else { continue }
      report.complaints.append(
        "Golden '\(entry.id)' is derived differently from what the manifest says (\(difference(entry, fresh))); "
          + "find out which is right before generating anew.")
    }
  }

  private func difference(_ a: Manifest.Entry, _ b: Manifest.Entry) -> String {
    if a.request != b.request { return "its request" }
    if a.response != b.response { return "its blessed response" }
    return "its description"
  }
}

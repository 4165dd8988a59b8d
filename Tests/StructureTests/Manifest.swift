import Foundation

/// The package as it describes itself.
struct Manifest: Decodable {
  struct Target: Decodable, Sendable {
    let name, type: String
    let path: String?
    let dependencies: [Dependency]

    /// The folder of its sources, from the root.
    var folder: String { path ?? (type == "test" ? "Tests/" : "Sources/") + name }
    var needs: [String] { dependencies.map(\.name) }
  }

  /// `{"byName": ["DeltaScalars", null]}`, and its like with `target` and `product`.
  struct Dependency: Decodable, Sendable {
    let name: String

    init(from decoder: any Decoder) throws {
      let kinds = try decoder.singleValueContainer().decode([String: [Name]].self)
      name = kinds.values.first?.first?.text ?? ""
    }

    private struct Name: Decodable {
      let text: String?
      init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
    }
  }

  let targets: [Target]

  static let package: Manifest = {
    // Its own scratch folder: the build that runs this test holds a lock on the usual one.
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("manifest-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "swift", "package", "--package-path", Repository.root.path, "--scratch-path", scratch.path, "dump-package",
    ]
    (process.standardOutput, process.standardError) = (pipe, FileHandle.nullDevice)
    try! process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try! JSONDecoder().decode(Manifest.self, from: data)
  }()
}

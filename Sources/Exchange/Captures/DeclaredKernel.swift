import DeltaScalars
import Foundation

/// What a recording says about itself: the file `declared`, which holds the name of its profile.
public struct DeclaredKernel: Sendable {
  /// The recording: the name of its folder.
  public let name: String
  /// The arithmetic that it declares.
  public let profile: Profile

  /// Reads the declaration of a recording.
  ///
  /// - Throws: ``ExchangeError`` if there is none, or it says something else.
  public init(_ folder: URL) throws {
    name = folder.lastPathComponent
    let file = folder.appendingPathComponent("declared")
    let text = String(decoding: try FileAccess.read(file), as: UTF8.self)
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count == 1, let profile = Profile.all.first(where: { $0.name == words[0] }) else {
      let names = Profile.all.map(\.name).joined(separator: ", ")
      throw ExchangeError(
        "'\(file.relativePath)' says '\(words.joined(separator: " "))'; it must hold the name of a profile: \(names).")
    }
    self.profile = profile
  }

  /// The recordings in a folder, by name: its subfolders that hold a declaration.
  ///
  /// - Throws: ``ExchangeError`` if the folder cannot be read or holds none.
  public static func all(in root: URL) throws -> [URL] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: root.path) else {
      throw ExchangeError(file: root.relativePath, "cannot be listed", remedy: "give a folder with recorded kernels")
    }
    let folders = names.sorted().map(root.appendingPathComponent).filter {
      FileAccess.exists($0.appendingPathComponent("declared"))
    }
    guard !folders.isEmpty else { throw ExchangeError("There are no recorded kernels in '\(root.relativePath)'.") }
    return folders
  }
}

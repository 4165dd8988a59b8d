import DeltaOperators
import DeltaScalars
import Foundation

/// What a recording says about itself: the file `declared`.
///
/// Its first line is the profile. Each further line `nonzero GRADIENT` declares that the kernel leaves rounding where that
/// gradient is exactly 0.
public struct DeclaredKernel: Sendable {
  /// The recording: the name of its folder.
  public let name: String
  /// The arithmetic that it declares.
  public let profile: Profile
  /// The gradients that keep rounding where they are exactly 0.
  public let nonzeros: [GradientName]

  /// Reads the declaration of a recording.
  ///
  /// - Throws: ``ExchangeError`` if there is none, or it says something else.
  public init(_ folder: URL) throws {
    name = folder.lastPathComponent
    let file = folder.appendingPathComponent("declared")
    let text = String(decoding: try FileAccess.read(file), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: " ").map(String.init) }
    guard let first = lines.first, first.count == 1, let profile = Profile.all.first(where: { $0.name == first[0] })
    else { throw ExchangeError("'\(file.relativePath)' must begin with the name of a profile.") }
    self.profile = profile
    nonzeros = try lines.dropFirst().map { words in
      guard words.count == 2, words[0] == "nonzero", let gradient = GradientName(rawValue: words[1]) else {
        throw ExchangeError(
          "'\(file.relativePath)' says '\(words.joined(separator: " "))'; it may say 'nonzero' and a gradient.")
      }
      return gradient
    }
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

import Foundation

/// What is installed beside the program.
enum Installation {
  /// A folder of this name in the working folder, or else the one that was installed with the program, where there is one.
  static func folder(_ name: String) -> String {
    let files = FileManager.default
    guard !files.fileExists(atPath: name), let program = Bundle.main.executableURL?.resolvingSymlinksInPath() else {
      return name
    }
    let installed = program.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(name).path
    return files.fileExists(atPath: installed) ? installed : name
  }
}

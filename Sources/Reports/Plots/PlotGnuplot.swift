import Foundation

/// Draws plots by calling gnuplot.
struct Gnuplot {
  /// The program.
  let executable: URL

  /// Finds gnuplot on the search path.
  ///
  /// - Throws: ``ReportError`` when it is not there.
  init(path: String? = ProcessInfo.processInfo.environment["PATH"]) throws {
    let folders = (path ?? "").split(separator: ":").map { URL(fileURLWithPath: String($0)) }
    let candidates = folders.map { $0.appendingPathComponent("gnuplot") }
    guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
      throw ReportError(
        "gnuplot is not installed, so the page of plots was not drawn; install it (Debian: apt-get install gnuplot-nox, "
          + "macOS: brew install gnuplot) and run again.")
    }
    executable = found
  }

  /// The plots as SVG elements, in order.
  ///
  /// - Throws: ``ReportError`` when gnuplot fails, with its own words.
  func draw(_ plots: [Plot]) throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("conform-plots-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    var script = PlotScript()
    for plot in plots { script.add(plot) }
    try Data(script.text.utf8).write(to: folder.appendingPathComponent("plots.gp"))
    try run(in: folder)
    return try plots.map { plot in
      let file = folder.appendingPathComponent(plot.id + ".svg")
      return InlineSVG(String(decoding: try Data(contentsOf: file), as: UTF8.self), plot).text
    }
  }

  private func run(in folder: URL) throws {
    let process = Process()
    process.executableURL = executable
    process.arguments = ["--default-settings", "plots.gp"]
    process.currentDirectoryURL = folder
    let complaints = folder.appendingPathComponent("complaints")
    try Data().write(to: complaints)
    let sink = try FileHandle(forWritingTo: complaints)
    (process.standardInput, process.standardOutput, process.standardError) = (FileHandle.nullDevice, sink, sink)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let words = String(decoding: (try? Data(contentsOf: complaints)) ?? Data(), as: UTF8.self)
      let line = words.split(separator: "\n").last { !$0.allSatisfy { " ^".contains($0) } } ?? "no message"
      throw ReportError("gnuplot (\(executable.path)) failed: \(line.trimmingCharacters(in: .whitespaces))")
    }
  }
}

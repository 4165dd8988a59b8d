import DeltaRecords
import Foundation

/// The drift report: numbers as CSV and JSON, and a page with plots.
public struct DriftReport {
  /// What was measured.
  public let result: DriftRecord

  /// Creates the report of a campaign.
  public init(_ result: DriftRecord) { self.result = result }

  /// Writes `drift.csv`, `recursion.csv`, `solver.csv`, `drift.json` and `drift.html` into a folder, which is made if it is not there.
  ///
  /// The numbers are written first, so that they are there even when plots cannot be drawn. Each file appears whole or
  /// not at all, and holds the same bytes for the same result.
  ///
  /// - Returns: the files, the page last.
  /// - Throws: ``ReportError`` when the folder cannot be written or gnuplot fails.
  @discardableResult public func write(to folder: URL) throws -> [URL] {
    let output = try OutputFolder(folder)
    var files = [
      try output.write(result.csv, as: "drift.csv"),
      try output.write(try JSONText.encode(result) + "\n", as: "drift.json"),
    ]
    if !result.recursion.isEmpty { files.append(try output.write(result.recursionCSV, as: "recursion.csv")) }
    if !result.solver.isEmpty { files.append(try output.write(result.solverCSV, as: "solver.csv")) }
    return files + [try output.write(try page(), as: "drift.html")]
  }

  /// The page, with its plots drawn by gnuplot, or plainly where there is none.
  ///
  /// - Throws: ``ReportError`` when gnuplot fails.
  public func page() throws -> String {
    let figures = DriftFigures(result)
    let plots =
      result.operators.flatMap { op in result.regimes(of: op).map { figures.plot(op, $0) } }
      + figures.recursions.map { figures.plot(keys: $0.keys, ridge: $0.ridge) }
    let drawings = plots.isEmpty ? [] : try (try? Gnuplot())?.draw(plots) ?? plots.map { PlainSVG($0).text }
    return DriftPage(
      result: result, figures: figures,
      drawings: Dictionary(uniqueKeysWithValues: zip(plots.map(\.id), drawings))
    ).text
  }
}

/// A folder into which files are written whole or not at all.
struct OutputFolder {
  let url: URL

  /// Makes the folder if it is not there.
  ///
  /// - Throws: ``ReportError`` when that is not possible.
  init(_ url: URL) throws {
    self.url = url
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw ReportError("Cannot make the folder '\(url.path)'; choose one that can be written with --out.")
    }
  }

  /// Writes a file by renaming a finished one into place.
  ///
  /// - Throws: ``ReportError`` when the folder cannot be written.
  func write(_ text: String, as name: String) throws -> URL {
    let file = url.appendingPathComponent(name)
    do {
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw ReportError("Cannot write '\(file.path)'; choose a folder that can be written with --out.")
    }
    return file
  }
}

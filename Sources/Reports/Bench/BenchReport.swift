import DeltaRecords
import Foundation

/// What a benchmark with a sweep leaves: the record and a page with plots.
public struct BenchReport {
  /// What was measured.
  public let record: BenchRecord

  /// Creates the report of a benchmark.
  public init(_ record: BenchRecord) { self.record = record }

  /// Writes `bench.json` and `bench.html` into a folder, which is made if it is not there.
  ///
  /// - Returns: the files, the page last.
  /// - Throws: ``ReportError`` when the folder cannot be written or gnuplot fails.
  @discardableResult public func write(to folder: URL) throws -> [URL] {
    let output = try OutputFolder(folder)
    let numbers = try output.write(try JSONText.encode(record) + "\n", as: "bench.json")
    let plots = BenchFigures(record).plots
    let drawings = plots.isEmpty ? [] : try (try? Gnuplot())?.draw(plots) ?? plots.map { PlainSVG($0).text }
    return [numbers, try output.write(BenchPage(record: record, drawings: drawings).text, as: "bench.html")]
  }
}

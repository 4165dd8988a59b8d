import ArgumentParser
import DeltaExchange
import DeltaRecords
import DeltaReports
import Foundation

/// Where verdicts go besides standard output.
struct OutcomeOptions: ParsableArguments {
  @Option(help: "Also write the verdicts to this file as JUnit XML: a suite an operator, a case a property.")
  var junit: String?

  @Option(
    help:
      "Also write a page that needs nothing else to this folder, as check.html: what fails, and where its errors are.")
  var html: String?

  @Flag(help: "Also print what fails to standard error, as annotations of a GitHub workflow.")
  var github = false

  /// Refuses what could not be written, before anything is computed.
  func prepare() throws {
    if let junit { try FileAccess.prepare(URL(fileURLWithPath: junit)) }
    if let html { try FileAccess.createFolder(URL(fileURLWithPath: html)) }
  }

  /// Writes what was asked for.
  func publish(_ record: CheckRecord) throws {
    var record = record
    record.provenance = .current
    if let junit { try FileAccess.write(Data(record.junit.utf8), to: URL(fileURLWithPath: junit)) }
    if let html {
      let folder = URL(fileURLWithPath: html)
      try FileAccess.createFolder(folder)
      try FileAccess.write(Data(record.html.utf8), to: folder.appendingPathComponent("check.html"))
    }
    if github { for line in record.annotations { say(line) } }
  }
}

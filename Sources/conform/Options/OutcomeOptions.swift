import ArgumentParser
import DeltaExchange
import DeltaRecords
import DeltaReports
import Foundation

/// Where verdicts go besides standard output.
struct OutcomeOptions: ParsableArguments {
  @Option(help: "Also write the verdicts to this file as JUnit XML: a suite an operator, a case a property.")
  var junit: String?

  @Flag(help: "Also print what fails to standard error, as annotations of a GitHub workflow.")
  var github = false

  /// Writes what was asked for.
  func publish(_ record: CheckRecord) throws {
    if let junit { try FileAccess.write(Data(record.junit.utf8), to: URL(fileURLWithPath: junit)) }
    if github { for line in record.annotations { say(line) } }
  }
}

import ArgumentParser
import DeltaRecords

/// How much of what was drawn has to be judged.
struct CoverageOption: ParsableArguments {
  @Option(
    name: .customLong("minimum-coverage"),
    help: """
      The share of the problems of which something must be judged for a pass, from 0, any, to 1; where less was, it is \
      UNDECIDED and the exit code 3.
      """)
  var minimum = FuzzRecord.defaultCoverage

  func validate() throws {
    guard (0...1).contains(minimum) else {
      throw ValidationError("--minimum-coverage is \(minimum); it must be from 0 to 1.")
    }
  }
}

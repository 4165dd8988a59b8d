import ArgumentParser
import DeltaConcurrent

/// How a long command runs.
struct RunOptions: ParsableArguments {
  @Flag(help: "Say nothing on standard error but what is wrong.")
  var quiet = false

  @Option(help: "At most so many pieces of work at a time; otherwise one a core.")
  var jobs: Int?

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs is \(jobs); it must be at least 1.") }
  }

  /// Makes the process run so.
  func apply() {
    Jobs.limit = jobs
    ProgressLine.isQuiet = quiet
  }
}

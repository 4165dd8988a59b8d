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
    guard (0.1...86400).contains(progressEvery) else {
      throw ValidationError("--progress-every is \(progressEvery); it must lie between 0.1 and 86400 seconds.")
    }
  }

  @Option(help: "Seconds between two lines of progress on standard error, where that is no terminal.")
  var progressEvery = ProgressLine.interval

  /// Makes the process run so.
  func apply() {
    Jobs.limit = jobs
    ProgressLine.isQuiet = quiet
    ProgressLine.interval = progressEvery
  }
}

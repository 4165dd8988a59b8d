import ArgumentParser
import DeltaCampaigns
import DeltaExchange
import DeltaOperators
import DeltaRecords
import DeltaReports
import Foundation

/// `conform fuzz run`; what its exit code means is FUZZ-3.
struct FuzzRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Draws problems and judges them.",
    discussion: """
      Examples:
        conform fuzz run --cases 2000
        conform fuzz run --cases 500 --exec "./my_kernel" --profile bf16 --operator gdn --out found
        conform fuzz run --store all.campaign --cases 300000      goes on where it stopped
        conform fuzz run --store 3.campaign --cases 300000 --shard 3/8
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var options: FuzzOptions
  @OptionGroup var running: RunOptions
  @OptionGroup var keeping: StoreOptions

  @Option(help: "Problems to draw.")
  var cases = 500

  @Option(help: "A folder for the shrunk counterexamples, as request files.")
  var out: String?

  @Option(help: "Seconds that shrinking one counterexample may take.")
  var shrinkBudget = 60.0

  @OptionGroup var coverage: CoverageOption

  func validate() throws {
    if cases < 1 { throw ValidationError("--cases is \(cases); it must be at least 1.") }
    if !(shrinkBudget >= 0) { throw ValidationError("--shrink-budget is \(shrinkBudget); it must be at least 0.") }
  }

  func run() throws {
    running.apply()
    let campaign = try options.campaign(seed: output.seed, shrinking: ShrinkBudget(seconds: shrinkBudget))
    if let out { try FileAccess.createFolder(URL(fileURLWithPath: out)) }
    if let store = keeping.store {
      let part = try keeping.part(cases: cases)
      return try StoredRun(campaign, store, options.arguments, [part], output, keeping.deadline, out, coverage.minimum)
        .run()
    }
    try keeping.refuseWithoutStore()
    let line = ProgressLine("fuzzing", of: cases, asking: campaign.checker.subject)
    let (subject, latest) = (campaign.checker.subject.name, Latest<FuzzRecord>())
    Interruption.watch { [output] _ in _exit(Self.conclude(latest.value, output)) }
    let report = try campaign.run(
      cases: cases,
      progress: {
        latest.value = $0.record(subject: subject, minimumCoverage: coverage.minimum, replay: options.replay)
        line.update($0.cases)
      }, found: { Self.announce($0, options.arguments) })
    let record = report.record(subject: subject, minimumCoverage: coverage.minimum, replay: options.replay)
    try output.show(record) { record.text(width: $0) }
    if let out {
      for (i, failure) in report.failures.enumerated() {
        let id = "\(failure.problem.op)-\(failure.property)-\(i)"
        try RequestFile.write(Request(id: id, problem: failure.problem), in: URL(fileURLWithPath: out))
      }
    }
    throw ExitCode(record.conclusion.exitCode)
  }

  /// Shows what an interrupted run has found, and returns its exit code: nothing found decides nothing.
  private static func conclude(_ record: FuzzRecord?, _ output: OutputOptions) -> Int32 {
    guard let record else {
      say("conform: interrupted; nothing is decided.")
      return 3
    }
    say("conform: interrupted; this is what was found until then, and --store FILE would let it go on.")
    try? output.show(record) { record.text(width: $0) }
    return record.conclusion == .fail ? 1 : 3
  }

  /// Says at once what is found: a run may be interrupted, and that must not be lost.
  static func announce(_ failure: FuzzFailure, _ arguments: [String]) {
    let again = FuzzReplay.command(failure.tape, arguments)
    say("found: \(failure.clause) \(failure.property), \(failure.problem.inWords); \(again)")
  }
}

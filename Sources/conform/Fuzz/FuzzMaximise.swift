import ArgumentParser
import DeltaCampaigns
import DeltaExchange
import DeltaOperators
import DeltaRecords
import DeltaReports
import Foundation

/// `conform fuzz maximise`, also `run --maximise ratio`: the worst ratios that can be found (CAMP-7).
struct FuzzMaximise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maximise",
    abstract: "Drives the ratio of errors to their bounds up instead of sampling it.",
    discussion: """
      Examples:
        conform fuzz maximise --steps 2000 --operator pgdn
        conform fuzz maximise --mutant sums-reversed --out worst     requests to keep
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var options: FuzzOptions
  @OptionGroup var running: RunOptions

  @Option(help: "Problems to judge for each operator.")
  var steps = 1000

  @Option(help: "A folder for the worst problems, as request files.")
  var out: String?

  func validate() throws {
    if steps < 1 { throw ValidationError("--steps is \(steps); it must be at least 1.") }
  }

  func run() throws {
    running.apply()
    let campaign = try options.campaign(seed: output.seed)
    let line = ProgressLine("searching", of: steps * campaign.generator.operators.count)
    let found = try WorstCaseSearch(campaign, steps: steps).run { judged, worst in
      line.update(judged, "worst ratio \(String(format: "%.3g", worst))")
    }
    if let out {
      for worst in found {
        let request = Request(id: "\(worst.op).worst-\(worst.property)", problem: worst.problem)
        try RequestFile.write(request, in: URL(fileURLWithPath: out))
      }
    }
    let record = WorstRecord(
      subject: campaign.checker.subject.name, profile: campaign.checker.tolerance.profile.name, seed: output.seed,
      steps: steps,
      results: found.map { worst in
        WorstRecord.Row(
          op: worst.op.name, property: worst.property, clause: worst.clause, ratio: worst.ratio, holds: worst.holds,
          problem: worst.problem.inWords, tape: worst.tape, replay: options.replay(worst.tape), step: worst.step)
      })
    try output.show(record) { record.text(width: $0) }
    throw ExitCode(record.conclusion.exitCode)
  }
}

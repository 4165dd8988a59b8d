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
    abstract: "Drives the ratio of errors to their bounds, or the growth of states, up instead of sampling it.",
    discussion: """
      Examples:
        conform fuzz maximise --steps 2000 --operator pgdn
        conform fuzz maximise growth --operator pdn     how much a state can be amplified
        conform fuzz maximise --mutant sums-reversed --out worst     requests to keep
      """)

  /// What is driven up.
  enum Objective: String, ExpressibleByArgument, CaseIterable { case ratio, growth }

  @Argument(
    help: "What is driven up: the ratio of an implementation's errors to their bounds, or the growth of the state.")
  var objective = Objective.ratio

  @OptionGroup var output: OutputOptions
  @OptionGroup var options: FuzzOptions
  @OptionGroup var running: RunOptions

  @Option(help: "Problems to judge for each operator; fewer where --work passes over nearly all.")
  var steps = 1000

  @Option(
    name: .customLong("work"),
    help: "The most that a problem may be, in B·T·HV·K·max(K, V): small ones are judged faster. Only for 'ratio'.")
  var workLimit: Int?

  @Option(help: "A folder for the worst problems, as request files.")
  var out: String?

  func validate() throws {
    if steps < 1 { throw ValidationError("--steps is \(steps); it must be at least 1.") }
    if let workLimit, workLimit < 1 { throw ValidationError("--work is \(workLimit); it must be at least 1.") }
    if objective == .growth, workLimit != nil {
      throw ValidationError("'growth' has problems of its own size; leave --work out.")
    }
    if objective == .growth, let asked = options.source.arguments.first {
      throw ValidationError("'growth' is of the recurrence and judges no implementation; leave \(asked) out.")
    }
  }

  func run() throws {
    running.apply()
    if let out { try FileAccess.createFolder(URL(fileURLWithPath: out)) }
    if objective == .growth { return try maximiseGrowth() }
    let campaign = try options.campaign(seed: output.seed)
    let line = ProgressLine(
      "searching", of: steps * campaign.generator.operators.count, asking: campaign.checker.subject)
    let latest = Latest<[WorstCase]>()
    Interruption.watch { [self] _ in
      say("conform: interrupted; this is the worst that was found until then.")
      _exit((try? shown(latest.value ?? [], of: campaign)) == .fail ? 1 : 3)
    }
    let found = try WorstCaseSearch(campaign, steps: steps, workLimit: workLimit ?? .max).run { judged, worst, found in
      latest.value = found()
      line.update(judged, "worst ratio \(String(format: "%.3g", worst))")
    }
    throw ExitCode(try shown(found, of: campaign).exitCode)
  }

  /// Writes and shows what was found, and says what follows from it.
  private func shown(_ found: [WorstCase], of campaign: FuzzCampaign) throws -> Conclusion {
    try write(found.map { Request(id: "\($0.op).worst-\($0.property)", problem: $0.problem) })
    let record = WorstRecord(
      subject: campaign.checker.subject.name, profile: campaign.checker.tolerance.profile.name, seed: output.seed,
      steps: steps, work: workLimit, operators: campaign.generator.operators.map(\.name),
      results: found.map { worst in
        WorstRecord.Row(
          op: worst.op.name, property: worst.property, clause: worst.clause, ratio: worst.ratio, holds: worst.holds,
          problem: worst.problem.inWords, tape: worst.tape, replay: options.replay(worst.tape), step: worst.step)
      })
    try output.show(record) { record.text(width: $0) }
    return record.conclusion
  }

  private func write(_ requests: [Request]) throws {
    guard let out else { return }
    for request in requests { try RequestFile.write(request, in: URL(fileURLWithPath: out)) }
  }

  private func maximiseGrowth() throws {
    let operators = try options.campaign(seed: output.seed).generator.operators
    let line = ProgressLine("searching", of: steps * operators.count)
    let found = GrowthSearch(operators: operators, seed: output.seed, steps: steps).run { judged, largest in
      line.update(judged, "amplification \(String(format: "%.4g", largest))")
    }
    try write(found.map { Request(id: "\($0.op).largest-growth", problem: $0.problem) })
    let record = GrowthRecord(
      seed: output.seed, steps: steps,
      results: found.map {
        GrowthRecord.Row(
          op: $0.op.name, amplification: $0.amplification, perToken: $0.perToken, bound: $0.bound, holds: $0.holds,
          problem: $0.problem.inWords, tape: $0.tape, step: $0.step)
      })
    try output.show(record) { record.text(width: $0) }
    throw ExitCode(record.conclusion.exitCode)
  }
}

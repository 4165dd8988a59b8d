import ArgumentParser
import DeltaCampaignStore
import DeltaChoiceTape
import DeltaExchange
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaReports
import Foundation

/// `conform fuzz replay`: one problem again.
struct FuzzReplay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Judges the problem of one tape again.",
    discussion: """
      Examples:
        conform fuzz replay 3.17.4 --mutant state-transposed
        conform fuzz replay PAR-1.gdn --store gdn.campaign     a defect of a campaign
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var options: FuzzOptions

  @Argument(help: "The tape that a run printed, or, with --store, the signature of a failure.")
  var tape: String

  @Option(help: "The store of a campaign: its subject, operators and profile are used again.")
  var store: String?

  @Option(help: "A folder for the problem, as a request file.")
  var out: String?

  func run() throws {
    guard let store else { return try judge(tape, options) }
    let kept = try CampaignStore(reading: store)
    guard let failure = try kept.failures().first(where: { $0.signature == tape }) else {
      throw Refusal(
        "The store '\(store)' has no failure '\(tape)'; conform fuzz report \(quotedForShell(store)) lists them.")
    }
    try judge(failure.tape, try FuzzOptions.parse(try kept.words()))
  }

  private func judge(_ text: String, _ options: FuzzOptions) throws {
    let (judged, tape) = (try options.source.subject(), try Tape(text: text))
    let request = try options.campaign(seed: output.seed, judging: judged).request(of: tape)
    if let out {
      let folder = URL(fileURLWithPath: out)
      try FileAccess.createFolder(folder)
      try RequestFile.write(Request(id: "\(request.problem.op)-replayed", problem: request.problem), in: folder)
    }
    let subject = CountedSubject(judged, bases: [request])
    let campaign = try options.campaign(seed: output.seed, judging: subject)
    let (problem, findings) = try campaign.replay(tape)
    let record = CheckRecord(
      subject: subject.name, profile: campaign.checker.tolerance.profile.name, machine: .current, seed: output.seed,
      verdicts: Verdict.summarising(findings), answered: subject.count)
    try output.show(record) {
      problem.inWords + "\n\n" + record.text(width: $0, matrix: true, runsHere: options.source.runsHere)
    }
    throw ExitCode(record.conclusion.exitCode)
  }

  /// The command that judges a tape under some options.
  static func command(_ tape: String, _ arguments: [String]) -> String {
    (["conform", "fuzz", "replay", tape] + arguments).map(quotedForShell).joined(separator: " ")
  }
}

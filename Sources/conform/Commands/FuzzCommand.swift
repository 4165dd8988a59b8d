import ArgumentParser
import DeltaCampaigns
import DeltaChoiceTape
import DeltaExchange
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaReports
import Foundation

struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "Judges an implementation on random problems, and shrinks what fails.",
    discussion: """
      Examples:
        conform fuzz run --cases 2000
        conform fuzz replay 3.17.4 --mutant state-transposed
      """,
    subcommands: [Run.self, Replay.self], defaultSubcommand: Run.self)

  /// `conform fuzz run`; what its exit code means is FUZZ-3.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws problems and judges them.",
      discussion: """
        Examples:
          conform fuzz run --cases 2000
          conform fuzz run --cases 500 --exec "./my_kernel" --profile bf16 --operator gdn --out found
        """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: FuzzOptions

    @Option(help: "Problems to draw.")
    var cases = 500

    @Option(help: "A folder for the shrunk counterexamples, as request files.")
    var out: String?

    func validate() throws {
      if cases < 1 { throw ValidationError("--cases is \(cases); it must be at least 1.") }
    }

    func run() throws {
      let campaign = try options.campaign(seed: output.seed)
      let report = try campaign.run(cases: cases, progress: ProgressLine("fuzzing", of: cases).update) { failure in
        // Said at once: a run may be interrupted, and what it has found must not be lost.
        say("found: \(failure.clause) \(failure.property), \(failure.problem.inWords); \(options.replay(failure.tape))")
      }
      if let out {
        for (i, failure) in report.failures.enumerated() {
          let id = "\(failure.problem.op)-\(failure.property)-\(i)"
          try RequestFile.write(Request(id: id, problem: failure.problem), in: URL(fileURLWithPath: out))
        }
      }
      let record = report.record(subject: campaign.checker.subject.name, replay: options.replay)
      try output.show(record) { record.text(width: $0) }
      throw ExitCode(record.conclusion.exitCode)
    }
  }

  struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Judges the problem of one tape again.",
      discussion: """
        Example:
          conform fuzz replay 3.17.4 --mutant state-transposed
        """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: FuzzOptions

    @Argument(help: "The tape that a run printed.")
    var tape: String

    func run() throws {
      let subject = CountedSubject(try options.source.subject(), bases: [])
      let campaign = try options.campaign(seed: output.seed, judging: subject)
      let (problem, findings) = try campaign.replay(Tape(text: tape))
      let record = CheckRecord(
        subject: subject.name, profile: campaign.checker.tolerance.profile.name, machine: .current, seed: output.seed,
        verdicts: Verdict.summarising(findings), answered: subject.count)
      try output.show(record) {
        problem.inWords + "\n\n" + record.text(width: $0, matrix: true, runsHere: options.source.runsHere)
      }
      throw ExitCode(record.conclusion.exitCode)
    }
  }
}

/// What both forms of the command understand.
struct FuzzOptions: ParsableArguments {
  @OptionGroup var profile: ProfileOption
  @OptionGroup var source: SubjectOptions

  @Option(name: .customLong("operator"), help: "Only this operator; may be repeated.")
  var operators: [String] = []

  func campaign(seed: UInt64, judging subject: (any Subject)? = nil) throws -> FuzzCampaign {
    let checker = Checker(try subject ?? source.subject(), Tolerance(try profile.selected()))
    let chosen = operators.isEmpty ? Operator.all : try operators.map { name in try Operator.named(name) }
    return FuzzCampaign(seed: seed, checker: checker, operators: chosen)
  }

  /// The command that judges a tape under the same options.
  func replay(_ tape: String) -> String {
    let words = source.words + operators.map { "--operator \($0)" } + [profile.words]
    return "conform fuzz replay \(tape) " + words.joined(separator: " ")
  }
}

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
      let report = try campaign.run(cases: cases, progress: Progress("fuzzing", of: cases).update) { failure in
        // Said at once: a run may be interrupted, and what it has found must not be lost.
        say("found: \(failure.clause) \(failure.property), \(failure.problem.inWords); \(options.replay(failure.tape))")
      }
      if let out {
        for (i, failure) in report.failures.enumerated() {
          let id = "\(failure.problem.op)-\(failure.property)-\(i)"
          try RequestFile.write(Request(id: id, problem: failure.problem), in: URL(fileURLWithPath: out))
        }
      }
      let document = FuzzDocument(report, subject: campaign.checker.subject.name, replay: options.replay)
      print(output.format == .json ? try JSONText.encode(document) : document.text)
      throw ExitCode(document.exitCode)
    }
  }

  struct Replay: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Judges the problem of one tape again.",
      discussion: "Example:\n  conform fuzz replay 3.17.4 --mutant state-transposed")

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: FuzzOptions

    @Argument(help: "The tape that a run printed.")
    var tape: String

    func run() throws {
      let (problem, findings) = try options.campaign(seed: output.seed).replay(Tape(text: tape))
      let verdicts = Verdict.summarising(findings)
      let document = CheckDocument(
        subject: try options.source.subject().name, profile: try options.profile.selected().name, machine: .current,
        seed: output.seed, verdicts: verdicts)
      switch output.format {
      case .json: print(try JSONText.encode(document))
      case .text: print("\(problem.inWords)\n\n\(VerdictTable(verdicts).text)")
      }
      throw ExitCode(document.summary.exitCode)
    }
  }
}

/// What both forms of the command understand.
struct FuzzOptions: ParsableArguments {
  @OptionGroup var profile: ProfileOption
  @OptionGroup var source: SubjectOptions

  @Option(name: .customLong("operator"), help: "Only this operator; may be repeated.")
  var operators: [String] = []

  func campaign(seed: UInt64) throws -> FuzzCampaign {
    let checker = Checker(try source.subject(), Tolerance(try profile.selected()))
    let chosen = operators.isEmpty ? Operator.all : try operators.map { name in try Operator.named(name) }
    return FuzzCampaign(seed: seed, checker: checker, operators: chosen)
  }

  /// The command that judges a tape under the same options.
  func replay(_ tape: String) -> String {
    let words = source.words + operators.map { "--operator \($0)" } + [profile.words]
    return "conform fuzz replay \(tape) \(words.joined(separator: " "))"
  }
}

import ArgumentParser
import DeltaCampaigns
import DeltaOperators
import DeltaProperties
import DeltaRecords

/// What decides how a problem is drawn and judged.
struct FuzzOptions: ParsableArguments {
  @OptionGroup var profile: ProfileOption
  @OptionGroup var source: SubjectOptions

  @Option(name: .customLong("operator"), help: "Only this operator; may be repeated.")
  var operators: [String] = []

  func campaign(
    seed: UInt64, judging subject: (any Subject)? = nil, shrinking budget: ShrinkBudget = ShrinkBudget()
  ) throws -> FuzzCampaign {
    let checker = Checker(try subject ?? source.subject(), Tolerance(try profile.selected(for: source)))
    let chosen = operators.isEmpty ? Operator.all : try Operator.named(operators)
    return FuzzCampaign(seed: seed, checker: checker, operators: chosen, shrinkBudget: budget)
  }

  /// The options as given, for a command that repeats the run.
  var arguments: [String] {
    source.arguments + operators.flatMap { ["--operator", $0] } + profile.arguments(for: source)
  }

  /// The command that judges a tape under the same options.
  func replay(_ tape: String) -> String { FuzzReplay.command(tape, arguments) }
}

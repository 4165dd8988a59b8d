import ArgumentParser
import DeltaOperators
import DeltaPower
import DeltaRecords
import DeltaReports
import DeltaScalars

struct PowerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "power",
    abstract: "Measures how small an error the bounds notice, beside rules for whole tensors.",
    discussion: """
      Examples:
        conform power                               every operator and profile
        conform power --operator pgdn --profile bf16

      An error is planted in what a model of a kernel returns: in every element, one head, one token or one element of \
      the outputs and states. It fails if an answer without an error is refused.
      """)

  @OptionGroup var output: OutputOptions

  @Option(name: .customLong("operator"), help: "Only this operator; may be repeated.")
  var operators: [String] = []

  @Option(name: .customLong("profile"), help: "Only this profile, a name or a JSON file; may be repeated.")
  var profiles: [String] = []

  func run() throws {
    let campaign = PowerCampaign(
      profiles: profiles.isEmpty ? Profile.all : try profiles.map(Profile.named),
      operators: operators.isEmpty ? Operator.all : try operators.map { try Operator.named($0) })
    let record = try campaign.run(progress: ProgressLine("measuring", of: campaign.size).update)
    try output.show(record) { record.text(width: $0) }
    if record.summary.refused > 0 { throw ExitCode(1) }
  }
}

import ArgumentParser
import DeltaCampaignStore
import DeltaReports

/// `conform fuzz report`, also called `status`: what a store holds.
struct CampaignReport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Says what the store of a campaign holds; somebody may be writing to it.",
    discussion: """
      Examples:
        conform fuzz report all.campaign
        conform fuzz report all.campaign --matrix     the worst ratio of every property and operator
      """, aliases: ["status"])

  @OptionGroup var output: OutputOptions
  @OptionGroup var coverage: CoverageOption

  @Argument(help: "The store.")
  var store: String

  @Flag(help: "Also every property of every operator.")
  var matrix = false

  func run() throws {
    let kept = try CampaignStore(reading: store)
    let words = try kept.words()
    let record = try kept.record(minimumCoverage: coverage.minimum) { FuzzReplay.command($0, words) }
    try output.show(record) { record.text(width: $0, matrix: matrix) }
    throw ExitCode(record.conclusion.exitCode)
  }
}

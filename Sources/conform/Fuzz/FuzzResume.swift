import ArgumentParser
import DeltaCampaignStore

/// `conform fuzz resume`: goes on with everything that a store was ever asked for.
struct FuzzResume: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Goes on with a campaign, with the options it was begun with.",
    discussion: """
      Example:
        conform fuzz resume all.campaign
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var running: RunOptions
  @OptionGroup var coverage: CoverageOption

  @Argument(help: "The store.")
  var store: String

  @Option(help: "Stop after so many seconds.")
  var budget: Double?

  func validate() throws {
    if let budget, !(budget > 0) { throw ValidationError("--budget is \(budget); it must be more than 0 seconds.") }
  }

  func run() throws {
    running.apply()
    let kept = try CampaignStore(reading: store)
    let words = try kept.words()
    let campaign = try FuzzOptions.parse(words).campaign(seed: try kept.identity().seed)
    let end = StoreOptions.end(after: budget)
    try StoredRun(campaign, store, words, try kept.parts(), output, end, nil, coverage.minimum).run()
  }
}

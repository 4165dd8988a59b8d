import ArgumentParser
import DeltaCampaignStore

/// `conform fuzz merge`: the shares of a campaign in one store.
struct FuzzMerge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Gathers the stores of one campaign in another.",
    discussion: """
      A case that is in several stores is taken once. Of two counterexamples to one defect the smaller is kept.

      Example:
        conform fuzz merge 1.campaign 2.campaign --into all.campaign
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var coverage: CoverageOption

  @Argument(help: "The stores.")
  var stores: [String]

  @Option(help: "The store that takes them all; it is created, or added to.")
  var into: String

  func run() throws {
    guard !stores.contains(into) else { throw Refusal("'\(into)' cannot be merged into itself; name it once.") }
    if let twice = stores.indices.first(where: { stores[..<$0].contains(stores[$0]) }) {
      throw Refusal("'\(stores[twice])' is given twice; name every store once.")
    }
    try CampaignStore.merge(stores, into: into)
    var report = CampaignReport()
    (report.output, report.coverage, report.store, report.matrix) = (output, coverage, into, false)
    try report.run()
  }
}

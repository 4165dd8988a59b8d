import ArgumentParser

/// `conform fuzz`: random problems, campaigns of them, and what was found.
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "Judges an implementation on random problems, and shrinks what fails.",
    discussion: """
      Examples:
        conform fuzz run --cases 2000
        conform fuzz run --store gdn.campaign --cases 100000 --operator gdn
        conform fuzz report gdn.campaign
        conform fuzz replay 3.17.4 --mutant state-transposed
      """,
    subcommands: [
      FuzzRun.self, FuzzResume.self, CampaignReport.self, FuzzReplay.self, FuzzPromote.self, FuzzMerge.self,
      FuzzMaximise.self,
    ], defaultSubcommand: FuzzRun.self)
}

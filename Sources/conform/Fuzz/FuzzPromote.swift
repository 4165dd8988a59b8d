import ArgumentParser
import DeltaCampaignStore

/// `conform fuzz promote`: a counterexample that `conform check` judges from then on (CAMP-6).
struct FuzzPromote: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Makes the counterexample of a failure a request that 'conform check' judges from then on.",
    discussion: """
      Example:
        conform fuzz promote gdn.campaign PAR-1.gdn
      """)

  @OptionGroup var output: OutputOptions

  @Argument(help: "The store.")
  var store: String

  @Argument(help: "The signature of the failure, as the report names it.")
  var signature: String

  @Option(help: "The folder of requests; what stands in it is judged by 'conform check' in the folder above.")
  var out = Regressions.folder

  func run() throws {
    let failures = try CampaignStore(reading: store).failures()
    guard let failure = failures.first(where: { $0.signature == signature }) else {
      let known = failures.map(\.signature).joined(separator: ", ")
      throw Refusal(
        "The store '\(store)' has no failure '\(signature)'; it has \(known.isEmpty ? "none" : known).")
    }
    let id = Regressions.id(of: failure)
    try failure.write(as: id, in: out)
    try show("\(out)/\(id).safetensors: \(failure.clause) \(failure.property), \(failure.problem)")
  }
}

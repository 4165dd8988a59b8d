import ArgumentParser
import DeltaCampaigns
import DeltaMutants
import DeltaRecords
import DeltaReports

struct MutantsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mutants",
    abstract: "Judges the suite: faulty implementations must be refused, right ones of unusual form must pass.",
    discussion: """
      Every mutant is the suite's own plain implementation with one small fault in it; it has to be refused by the quick \
      suite, and is looked for by the fuzzer as well. A near miss is right, and every check has to pass it. \
      Specs/mutants.md lists both.

      Examples:
        conform mutants                          all, on a few operators each
        conform mutants --only decay-in-bf16     one, with what is said of it
        conform mutants --only T01 --only D04    those that imitate a defect
        conform mutants --short                  one operator each: what CI runs
        conform mutants --page                   the table of Specs/mutants.md
        conform mutants --matrix --page          that of Specs/mutants-matrix.md; nothing is fuzzed
      """)

  @OptionGroup var output: OutputOptions

  @Option(name: .customLong("only"), help: "A mutant, a near miss, or the museum's id of a defect; may be repeated.")
  var only: [String] = []

  @Flag(help: "Every operator to which a mutant can matter, not a few that stand for all.")
  var allOperators = false

  @Flag(help: "Every request for every mutant, dead or not: all that each property says. Ten times slower.")
  var matrix = false

  @Flag(help: "One operator each, near misses on small requests, no fuzzing.")
  var short = false

  @Flag(help: "The tables of Specs/mutants.md, in Markdown; with --matrix that of Specs/mutants-matrix.md.")
  var page = false

  @Option(help: "Problems that the fuzzer draws for each operator; 0 for none.")
  var fuzzCases = 64

  func validate() throws {
    if fuzzCases < 0 { throw ValidationError("--fuzz-cases is \(fuzzCases); it must not be negative.") }
    if page && output.format == .json {
      throw ValidationError("--page and --format json exclude each other; give one.")
    }
    if short && matrix { throw ValidationError("--short and --matrix exclude each other; give one.") }
  }

  func run() throws {
    let mutants = try chosen()
    var campaign = MutantCampaign()
    (campaign.seed, campaign.fuzzCases) = (output.seed, short || matrix && page ? 0 : fuzzCases)
    (campaign.usesAllOperators, campaign.judgesAll, campaign.isShort) = (allOperators, matrix, short)
    let record = try campaign.run(
      mutants, progress: ProgressLine("judging mutants", of: campaign.trials(of: mutants)).update)
    if page {
      try show(matrix ? record.matrix : record.page)
    } else {
      try output.show(record) { record.text(width: $0, details: !only.isEmpty) }
    }
    throw ExitCode(record.conclusion.exitCode)
  }

  /// What `--only` names: mutants by their names, or all that imitate a defect.
  private func chosen() throws -> [Mutant] {
    let all = Mutant.faults + Mutant.nearMisses
    guard !only.isEmpty else { return all }
    let ids = Set(
      try only.flatMap { word in
        let imitations = all.filter { $0.museum.contains(word) }
        return try imitations.isEmpty ? [Mutant.named(word).id] : imitations.map(\.id)
      })
    return all.filter { ids.contains($0.id) }
  }
}

import ArgumentParser
import DeltaMutants
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaReports
import DeltaScalars

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Judges an implementation: the built-in one, or anyone's.",
    discussion: """
      Examples:
        conform check                               the built-in implementation
        conform check --operator pgdn --suite full  one operator, all regimes
        conform check --exec "python3 Clients/numpy_client.py"
        conform check --serve "python3 Clients/numpy_client.py --serve"     started once
        conform check --responses out --profile bf16     answers made earlier
        conform check --exec "./my_kernel" --profile mine.json --likeness
        conform check --model bf16 --operator gdn   a model of a bf16 kernel
        conform check --matrix                      every property of each
        conform check --list --operator pgdn        what is checked of it
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var suite: SuiteOptions
  @OptionGroup var profile: ProfileOption
  @OptionGroup var source: SubjectOptions
  @OptionGroup var outcome: OutcomeOptions

  @Option(help: "Judge the requests in this folder instead of the suite's.")
  var requests: String?

  @Flag(help: "Also say which profile it behaves like, and how surely, from some of the requests.")
  var likeness = false

  @Flag(help: "Also the matrix of every property and operator.")
  var matrix = false

  @Flag(help: "Measure every ratio exactly, also where a limit shows that all is well; three times slower.")
  var exactRatios = false

  @Flag(
    help:
      "List operators and properties, and run nothing; with --operator, what applies to it and why the rest does not.")
  var list = false

  func run() throws {
    if list {
      let record = ListRecord.of(try suite.selected(), mutants: MutantSubject.names)
      return try output.show(record) { record.text(width: $0, explains: !suite.operators.isEmpty) }
    }
    let bases = try requests.map { try recordedRequests(in: $0) } ?? suite.requests()
    let tolerance = Tolerance(try profile.selected())
    // Recordings answer what was asked then; only properties of a single request can be judged on them.
    let properties = requests == nil ? Catalogue.all : Catalogue.withoutRelations
    let subject = CountedSubject(try source.subject(), bases: bases)
    let checker = Checker(subject, tolerance, properties: properties, exactRatios: exactRatios)
    let findings = try checker.check(bases, progress: ProgressLine("checking", of: bases.count).update)
    let oracle = OracleCount(findings)
    let record = CheckRecord(
      subject: subject.name, profile: tolerance.profile.name, machine: .current, seed: output.seed,
      verdicts: Verdict.summarising(findings, of: bases).map(withReplay), answered: subject.count,
      oracle: CheckRecord.OracleUse(double: oracle.double, enclosed: oracle.enclosed),
      likeness: likeness ? try compare(subject, bases, tolerance.profile) : nil)
    try outcome.publish(record)
    try output.show(record) { record.text(width: $0, matrix: matrix, runsHere: source.runsHere) }
    throw ExitCode(record.conclusion.exitCode)
  }

  private func compare(_ subject: any Subject, _ bases: [Request], _ declared: Profile) throws -> LikenessRecord {
    let sample = Likeness.sample(of: bases)
    let count = LikenessRecord.profiles(declared).count * sample.count
    let (progress, done) = (ProgressLine("comparing", of: count), Counter())
    return try .comparing(subject, on: sample, declared: declared) { progress.update(done.next()) }
  }

  /// The verdict with a command that repeats its operator, where there is something to repeat.
  private func withReplay(_ verdict: Verdict) -> Verdict {
    var verdict = verdict
    if verdict.outcome == .fail || verdict.outcome == .unable {
      verdict.replay = "\(command) --operator \(verdict.op)"
    }
    return verdict
  }

  /// The options of this run, for a command that repeats one operator of it.
  private var command: String {
    var words = ["conform check --suite \(suite.suite.rawValue) \(profile.words)"]
    words += source.words
    if let requests { words.append("--requests \(quotedForShell(requests))") }
    return words.joined(separator: " ")
  }
}

import ArgumentParser
import DeltaExchange
import DeltaMutants
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaReports
import DeltaScalars
import Foundation

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Judges an implementation: the built-in one, or anyone's.",
    discussion: """
      Examples:
        conform check                               the built-in implementation
        conform check --operator pgdn --suite full  one operator, all regimes
        conform check --exec "python3 Clients/numpy_client.py"
        conform check --exec "./my_kernel" --operator gdn --head-dim 64,128
        conform check --exec "./my_kernel" --operator gdn --expect known.json
        conform check --case "gdn.tail-*" --property parity-o --exec "./my_kernel" --keep files
        conform check --serve "python3 Clients/numpy_client.py --serve"     started once
        conform check --library ./libmy_kernel.so       a shared library (EX-13)
        conform check --exec "./my_kernel" --html page  with pictures of the errors
        conform check --responses out --profile bf16     answers made earlier
        conform check --exec "./my_kernel" --profile mine.json --likeness
        conform check --model bf16 --operator gdn   a model of a bf16 kernel
        conform check --seed 2                      another draw of the suite
        conform check --matrix                      every property of each
        conform check --list --operator pgdn        what is checked of it
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var suite: SuiteOptions
  @OptionGroup var profile: ProfileOption
  @OptionGroup var source: SubjectOptions
  @OptionGroup var chosen: PropertyOptions
  @OptionGroup var running: RunOptions
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

  func validate() throws {
    let others = [
      ("--junit", outcome.junit != nil), ("--html", outcome.html != nil), ("--github", outcome.github),
      ("--property", !chosen.properties.isEmpty), ("--exclude", !chosen.exclude.isEmpty), ("--likeness", likeness),
    ]
    if list, let option = others.first(where: \.1)?.0 {
      throw ValidationError("--list runs nothing, and \(option) is about a run; leave one of them out.")
    }
  }

  func run() throws {
    running.apply()
    if list {
      let record = ListRecord.of(try suite.selected(), mutants: (Mutant.faults + Mutant.nearMisses).map(\.id))
      return try output.show(record) { record.text(width: $0, explains: !suite.operators.isEmpty) }
    }
    try outcome.prepare()
    let record = try judged()
    try output.show(record) { width in
      record.text(width: width, matrix: matrix, runsHere: source.runsHere) + (needsRounds(record) ? "\n" + rounds : "")
    }
    // After the verdict: what cannot be written does not take it along.
    try outcome.publish(record)
    throw ExitCode(record.conclusion.exitCode)
  }

  private func judged() throws -> CheckRecord {
    let expected = try chosen.expectations()
    let bases =
      try requests.map { try suite.narrowed(try recordedRequests(in: $0)) } ?? suite.requests(seed: output.seed)
    let tolerance = Tolerance(try profile.selected(for: source))
    // Recordings answer what was asked then; only properties of a single request can be judged on them.
    let properties = try chosen.selected(from: requests == nil ? Catalogue.all : Catalogue.withoutRelations)
    let subject = CountedSubject(try source.subject(), bases: bases)
    var checker = Checker(subject, tolerance, properties: properties, exactRatios: exactRatios)
    checker.diagnoses = true
    let (progress, gathered) = (ProgressLine("checking", of: bases.count, asking: subject), Gathered<Finding>())
    let scope = Scope(subject: subject, profile: tolerance.profile.name, expected: expected)
    // What a client says once it is being killed is no answer.
    Interruption.watch(
      beforehand: { gathered.close() }, ending: { [self] _ in _exit(conclude(scope, bases, gathered.values)) })
    let findings = try checker.check(bases, progress: progress.update, found: gathered.add)
    return record(
      scope, bases, findings, likeness: likeness ? try compare(subject, bases, tolerance.profile) : nil)
  }

  private func compare(_ subject: any Subject, _ bases: [Request], _ declared: Profile) throws -> LikenessRecord {
    let sample = Likeness.sample(of: bases)
    let count = LikenessRecord.profiles(declared).count * sample.count
    let (progress, done) = (ProgressLine("comparing", of: count, asking: subject), Counter())
    return try .comparing(subject, on: sample, declared: declared) { progress.update(done.next()) }
  }

  /// Whether files are missing that nobody could have answered, because they belong to later rounds.
  private func needsRounds(_ record: CheckRecord) -> Bool {
    source.responses != nil && requests == nil && record.results.contains { $0.outcome == .unable }
  }

  private var rounds: String {
    "Answers are missing. 'conform requests --out DIR --responses \(quotedForShell(source.responses ?? ""))' writes the "
      + "requests that lack one; answer them, and repeat until it writes none (EX-7)."
  }
}

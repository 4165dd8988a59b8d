import ArgumentParser
import DeltaChunkwise
import DeltaExchange
import DeltaInputs
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaReports
import Foundation

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Judges an implementation: the built-in one, or anyone's.",
    discussion: """
      Examples:
        conform check                                              the built-in chunkwise implementation
        conform check --operator pgdn --suite full                 one operator, all regimes
        conform check --exec "python3 Clients/numpy_client.py"     a program that answers requests
        conform check --responses out --profile bf16               answers made earlier to 'conform requests'
        conform check --exec "./my_kernel" --profile mine.json --likeness    a profile of your own; which is it like?
        conform check --model bf16 --operator gdn                  a model of a bf16 kernel, judged as float32
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var suite: SuiteOptions
  @OptionGroup var profile: ProfileOption
  @OptionGroup var source: SubjectOptions

  @Option(help: "Judge the requests in this folder instead of the suite's.")
  var requests: String?

  @Flag(help: "Also say which profile it behaves like, and how surely, from some of the requests.")
  var likeness = false

  @Flag(help: "List operators and properties, and run nothing.")
  var list = false

  func run() throws {
    if list { return print(try Listing.text(output.format, suite.selected())) }
    let bases = try requests.map { try recordedRequests(in: $0) } ?? suite.requests()
    let tolerance = Tolerance(try profile.selected())
    // Recordings answer what was asked then; only properties of a single request can be judged on them.
    let properties = requests == nil ? Catalogue.all : Catalogue.withoutRelations
    let checker = Checker(try source.subject(), tolerance, properties: properties)
    let findings = try checker.check(bases, progress: Progress("checking", of: bases.count).update)
    let oracle = OracleCount(findings)
    let verdicts = Verdict.summarising(findings).map { $0.withReplay(command) }
    let document = CheckDocument(
      subject: checker.subject.name, profile: tolerance.profile.name, machine: .current, seed: output.seed,
      verdicts: verdicts, oracle: ["double": oracle.double, "enclosed": oracle.enclosed],
      likeness: likeness ? try Likeness.report(checker.subject, bases, declared: tolerance.profile) : nil)
    switch output.format {
    case .json: print(try JSONText.encode(document))
    case .text: print(text(document, verdicts, requests: bases.count))
    }
    throw ExitCode(document.summary.exitCode)
  }

  private func text(_ document: CheckDocument, _ verdicts: [Verdict], requests: Int) -> String {
    let s = document.summary
    return """
      \(document.subject), judged as \(document.profile), on \(requests) base requests (OpenBLAS core \
      \(document.machine.core))

      \(VerdictTable(verdicts).text)

      \(s.pass) pass, \(s.fail) fail, \(s.outOfDomain) out of domain, \(s.unable) unable
      \(document.oracle["double"]!) comparisons decided by the double-precision reference, \
      \(document.oracle["enclosed"]!) by an enclosure
      """ + (document.likeness.map { "\n\n" + $0.text } ?? "")
  }

  /// The options of this run, for a command that repeats one operator of it.
  private var command: String {
    var words = ["conform check --suite \(suite.suite.rawValue) \(profile.words)"]
    words += source.words
    if let requests { words.append("--requests \(requests)") }
    return words.joined(separator: " ")
  }
}

extension Verdict {
  /// The verdict with a command that repeats its operator, where there is something to repeat.
  func withReplay(_ command: String) -> Verdict {
    var verdict = self
    if outcome == .fail || outcome == .unable { verdict.replay = "\(command) --operator \(op)" }
    return verdict
  }
}

/// The requests stored in a folder, by name.
func recordedRequests(in folder: String) throws -> [Request] {
  let requests = try RequestFile.readAll(in: URL(fileURLWithPath: folder))
  guard !requests.isEmpty else { throw Refusal("There are no request files (*.safetensors) in '\(folder)'.") }
  return requests
}

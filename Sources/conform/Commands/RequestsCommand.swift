import ArgumentParser
import DeltaChunkwise
import DeltaExchange
import DeltaOperators
import DeltaProperties
import DeltaRecords
import Foundation

/// `conform requests`: one round after another, for implementations that answer in files (EX-7).
struct RequestsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "requests",
    abstract: "Writes the suite's requests as files, to be answered where Swift does not run.",
    discussion: """
      Example:
        conform requests --out exchange
        python3 Clients/numpy_client.py exchange/requests exchange/responses
        conform check --responses exchange/responses

      A relation that feeds the subject's own final state back needs further rounds: give --responses with the answers \
      so far, and the requests that they make possible are written, until there are none.
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var suite: SuiteOptions

  @Option(help: "The folder to write to; requests go to its subfolder 'requests'.")
  var out: String

  @Option(help: "The answers so far, to write what they make possible and what they lack.")
  var responses: String?

  func run() throws {
    let bases = try suite.requests(seed: output.seed)
    let checker = Checker(ChunkwiseSubject(), Tolerance(.fp32))
    var inquiries = try checker.inquiries(about: bases)
    var requests = inquiries.open
    if let responses {
      let subject = try FolderSubject(responses: URL(fileURLWithPath: responses))
      requests = []
      while !inquiries.open.isEmpty {
        let answers = try subject.respond(to: inquiries.open)
        for case (let request, .missing) in zip(inquiries.open, answers) { requests.append(request) }
        try inquiries.record(answers)
      }
    }
    let folder = URL(fileURLWithPath: out).appendingPathComponent("requests")
    for request in requests { try RequestFile.write(request, in: folder) }
    let others = RequestFile.ids(in: folder).subtracting(requests.map(\.id)).count
    let record = RequestsRecord(requests: requests.count, others: others, folder: folder.relativePath)
    try output.show(record) { _ in
      counted(requests.count, "request") + " in \(folder.relativePath)\n" + remark(others) + remedy(requests)
    }
  }

  /// A first round in a folder that is not new leaves what was there, which clients will answer too.
  private func remark(_ others: Int) -> String {
    guard others > 0, responses == nil else { return "" }
    return "\(counted(others, "other request")) of an earlier run lie there too; remove the folder to be rid of them.\n"
  }

  /// What comes next: rounds go on until nothing more is asked.
  private func remedy(_ requests: [Request]) -> String {
    let given = responses ?? out + "/responses"
    let options = (suite.words(seed: output.seed) + suite.narrowing).joined(separator: " ")
    guard requests.isEmpty else {
      return "Answer them into \(given), then write what the answers make possible, until there is none:\n"
        + "  conform requests --out \(quotedForShell(out)) --responses \(quotedForShell(given)) \(options)"
    }
    return "Nothing more is asked. Judge the answers:\n  conform check --responses \(quotedForShell(given)) \(options)"
  }
}

import ArgumentParser
import DeltaChunkwise
import DeltaDrift
import DeltaExchange
import DeltaOperators
import DeltaRecords
import DeltaReports
import Foundation

struct DriftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drift",
    abstract: "Measures how errors grow with the length of a sequence.",
    discussion: """
      Examples:
        conform drift --out report --quick
        conform drift --out report --responses answers    also draws an implementation that answered 'drift --requests'
      Writes drift.csv, drift.json and drift.html, one self-contained page.
      """)

  @OptionGroup var output: OutputOptions
  @OptionGroup var profile: ProfileOption
  @OptionGroup var running: RunOptions

  @Option(help: "The folder to write to.")
  var out: String

  @Flag(help: "2,048 tokens instead of 16,384.")
  var quick = false

  @Option(name: .customLong("operator"), help: "Only this operator; may be repeated.")
  var operators: [String] = []

  @Option(help: "A folder of responses of another implementation to the long problems.")
  var responses: String?

  @Flag(help: "A table of every regime.")
  var details = false

  @Option(help: "Write the long problems to this folder, to be answered, and measure nothing.")
  var requests: String?

  func run() throws {
    running.apply()
    let chosen = operators.isEmpty ? Operator.core : try operators.map { name in try Operator.named(name) }
    let campaign = DriftCampaign(
      quick: quick, seed: output.seed, operators: chosen, profile: try profile.selected())
    if let requests {
      for request in campaign.requests() { try RequestFile.write(request, in: URL(fileURLWithPath: requests)) }
      let record = RequestsRecord(requests: campaign.requests().count, folder: requests)
      return try output.show(record) { _ in counted(record.summary.requests, "request") + " in \(requests)" }
    }
    // Refused before anything is computed, not after.
    try FileAccess.createFolder(URL(fileURLWithPath: out))
    var subjects: [DriftSubject] = [.token, .bf16State]
    subjects += [16, 64].map { DriftSubject(ChunkwiseSubject(chunk: $0), label: "chunkwise C=\($0)") }
    if let responses {
      subjects.append(DriftSubject(try FolderSubject(responses: URL(fileURLWithPath: responses)), label: "responses"))
    }
    let record = try campaign.run(subjects, progress: ProgressLine("measuring", of: campaign.count).update)
    // The files are the same wherever they are written, so they do not name the command.
    let files = try DriftReport(record).write(to: URL(fileURLWithPath: out))
    for file in files { say("wrote \(file.relativePath)") }
    try output.show(record) { record.text(width: $0, details: details) }
    throw ExitCode(record.conclusion.exitCode)
  }
}

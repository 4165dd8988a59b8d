import ArgumentParser
import DeltaCampaignStore
import DeltaCampaigns
import DeltaExchange
import DeltaOperators
import DeltaRecords
import DeltaReports
import Foundation

/// A campaign that is kept: runs it, shows how far it is, and says at its end what the store holds (CAMP-1).
struct StoredRun: Sendable {
  private let store: CampaignStore
  private let campaign: StoredCampaign
  private let subject: any Subject
  private let words: [String]
  private let parts: [CampaignPart]
  private let output: OutputOptions
  private let end: Date
  private let path: String
  private let out: String?
  private let minimumCoverage: Double

  init(
    _ campaign: FuzzCampaign, _ path: String, _ words: [String], _ parts: [CampaignPart], _ output: OutputOptions,
    _ end: Date, _ out: String?, _ minimumCoverage: Double
  ) throws {
    let machine = Machine.current
    store = try CampaignStore(
      path, campaign: CampaignIdentity(campaign), words: words, parts: parts,
      machines: ["\(machine.core) \(machine.architecture)"],
      properties: campaign.checker.properties.map { ($0.name, $0.clause) })
    (self.campaign, subject) = (try StoredCampaign(campaign, in: store), campaign.checker.subject)
    (self.words, self.parts, self.output, self.end, self.path, self.out) = (words, parts, output, end, path, out)
    self.minimumCoverage = minimumCoverage
  }

  func run() throws {
    let (campaign, me) = (campaign, self)
    Interruption.watch(beforehand: { campaign.close() }) { _ in
      say("conform: interrupted; '\(me.path)' holds what was judged, and the same command goes on from there.")
      _exit((try? me.conclude(interrupted: true)) ?? 3)
    }
    let progress = try CampaignProgress(store, parts, asking: subject)
    let isComplete = try campaign.run(
      parts, until: end, progress: progress.update, found: { FuzzRun.announce($0, words) })
    if !isComplete { say("conform: the time is over; the same command goes on from there.") }
    throw ExitCode(try conclude(interrupted: false))
  }

  /// Shows what the store holds, and returns the exit code: an interrupted run that found nothing decides nothing.
  private func conclude(interrupted: Bool) throws -> Int32 {
    defer { store.finish() }
    let record = try store.record(minimumCoverage: minimumCoverage) { FuzzReplay.command($0, words) }
    try output.show(record) { record.text(width: $0) }
    if let out {
      for failure in try store.failures() { try failure.write(as: failure.signature, in: out) }
    }
    return record.conclusion == .fail ? 1 : interrupted ? 3 : record.conclusion.exitCode
  }
}

extension FailureRow {
  /// Writes the smallest problem as a request file of a name.
  func write(as id: String, in folder: String) throws {
    let request = try RequestFile.decoded(Data(request))
    try RequestFile.write(Request(id: id, problem: request.problem), in: URL(fileURLWithPath: folder))
  }
}

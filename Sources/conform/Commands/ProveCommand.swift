import ArgumentParser
import DeltaClaims
import DeltaRecords
import DeltaReports
import Foundation

struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Checks every claim of the mathematics, each with the strength at which it holds.",
    discussion: """
      Strengths: exact (rationals), identity (random points of the field of 2^61−1 elements, with the probability that \
      a false identity survives), enclosed (ball arithmetic), statistical (with a confidence). Specs/claims.md states \
      the claims.

      Examples:
        conform prove                        all claims, a line a family
        conform prove --details              each in full
        conform prove --claim EQ-4           those whose clause begins so
        conform prove --claim EQ-4 --broken  wrong versions that must be refuted
        conform prove --claim STAB --figures out   also draws the growth
      """)

  @OptionGroup var output: OutputOptions

  @Option(name: .customLong("claim"), help: "Only claims whose clause begins so; may be repeated.")
  var clauses: [String] = []

  @Option(help: "A folder for the figure of the stability claims: stability.csv and, with gnuplot, stability.svg.")
  var figures: String?

  @Flag(help: "Plant each claim's faults, and say which are refuted: the check of the check.")
  var broken = false

  @Flag(help: "Every claim in full; a choice by --claim shows them anyway.")
  var details = false

  private var showsDetails: Bool { details || !clauses.isEmpty }

  func run() throws {
    let chosen = Claim.all.filter { claim in clauses.isEmpty || clauses.contains { claim.id.hasPrefix($0) } }
    guard !chosen.isEmpty else {
      let known = Claim.all.map(\.id).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
      throw Refusal(
        "No claim begins with '\(clauses.joined(separator: "', '"))'; the claims are \(known.joined(separator: ", ")).")
    }
    if broken { return try showBroken(chosen) }
    if let figures { try drawGrowth(in: URL(fileURLWithPath: figures)) }
    let examined = Claim.examine(
      chosen, seed: output.seed, progress: ProgressLine("proving", of: chosen.count).update)
    let record = ProveRecord(seed: output.seed, results: examined.map(ProveRecord.Row.init))
    try output.show(record) { record.text(width: $0, details: showsDetails) }
    throw ExitCode(record.conclusion.exitCode)
  }

  /// The growth that the stability claims prove, token by token.
  private func drawGrowth(in folder: URL) throws {
    let curves = try StabilityCurve.strongest().map { GrowthReport.Curve(label: $0.label, norms: $0.norms) }
    let files = try GrowthReport(curves).write(to: folder)
    for file in files { say("wrote \(file.relativePath)") }
    if files.count == 1 { say("gnuplot is not installed, so no picture was drawn") }
  }

  /// Examines every wrong version; one that is not refuted is a check that proves nothing.
  private func showBroken(_ claims: [Claim]) throws {
    let examined = Claim.examineBroken(
      claims, seed: output.seed,
      progress: ProgressLine("breaking", of: claims.reduce(0) { $0 + $1.faults.count }).update)
    let record = BrokenRecord(seed: output.seed, results: examined.map(BrokenRecord.Row.init))
    try output.show(record) { record.text(width: $0, details: showsDetails) }
    throw ExitCode(record.conclusion.exitCode)
  }
}

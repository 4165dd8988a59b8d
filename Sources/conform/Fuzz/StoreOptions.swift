import ArgumentParser
import DeltaCampaignStore
import Foundation

/// How a campaign is kept, and which share of it is run.
struct StoreOptions: ParsableArguments {
  @Option(
    help: """
      Keep every case, verdict and worst ratio in this SQLite file (Specs/campaigns.md), and go on where it stopped.
      """)
  var store: String?

  @Option(
    help: ArgumentHelp(
      """
      With --store: only the I-th of N shares of the cases, I from 1. In a job array of SLURM the share is taken from its \
      environment.
      """, valueName: "I/N"))
  var shard: String?

  @Option(help: "With --store: stop after so many seconds; what is left is done by the next run.")
  var budget: Double?

  @Option(help: "With --store: the same in minutes.")
  var minutes: Double?

  func validate() throws {
    if budget != nil && minutes != nil { throw ValidationError("--budget and --minutes say the same; give one.") }
    if let seconds, !(seconds > 0) { throw ValidationError("The budget must be more than 0 seconds.") }
    _ = try shard.map(Self.share)
  }

  private var seconds: Double? { budget ?? minutes.map { 60 * $0 } }

  var deadline: Date { Self.end(after: seconds) }

  static func end(after seconds: Double?) -> Date { seconds.map { Date(timeIntervalSinceNow: $0) } ?? .distantFuture }

  /// The share of some cases that this process is to judge.
  func part(cases: Int) throws -> CampaignPart {
    let share = try shard.map(Self.share) ?? Self.shareOfArray(ProcessInfo.processInfo.environment) ?? (1, 1)
    return CampaignPart(shard: share.0, of: share.1, cases: cases)
  }

  /// Options of a store make no sense where there is none.
  func refuseWithoutStore() throws {
    guard shard == nil, seconds == nil else {
      throw Refusal("--shard, --budget and --minutes are for a campaign that is kept; give --store FILE too.")
    }
  }

  private static func share(_ text: String) throws -> (Int, Int) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard parts.count == 2, parts[1] > 0, (1...parts[1]).contains(parts[0]) else {
      throw ValidationError("--shard is '\(text)'; give I/N with I from 1 to N, such as 3/8.")
    }
    return (parts[0], parts[1])
  }

  /// The share of a task of a job array; nil where the environment speaks of none.
  static func shareOfArray(_ environment: [String: String]) throws -> (Int, Int)? {
    func number(_ name: String) -> Int? { environment["SLURM_ARRAY_TASK_" + name].flatMap { Int($0) } }
    guard let given = environment["SLURM_ARRAY_TASK_ID"] else { return nil }
    guard let task = number("ID"), let first = number("MIN"), let count = number("COUNT"), count > 0,
      (0..<count).contains(task - first)
    else {
      throw Refusal(
        "The job array's SLURM_ARRAY_TASK_ID, _MIN and _COUNT ('\(given)' and others) name no share of an array without gaps; "
          + "give --shard I/N.")
    }
    return (task - first + 1, count)
  }
}

import DeltaCampaignStore
import DeltaOperators
import Foundation

/// How far a campaign is: cases, rate, time left, and the largest ratio so far.
struct CampaignProgress: Sendable {
  private let before: Int
  private let total: Int
  private let worst: Double?
  private let start = Date()
  private let line: ProgressLine

  init(_ store: CampaignStore, _ parts: [CampaignPart], asking subject: any Subject) throws {
    let wanted = CampaignPart.numbers(of: parts)
    before = try store.numbers().intersection(wanted).count
    total = wanted.count
    worst = try store.worstRatio()
    line = ProgressLine("fuzzing", of: total, asking: subject)
    if before > 0 { say("going on: \(before) of \(total) cases are there.") }
  }

  @Sendable func update(_ judged: Int, _ ratio: Double?) {
    let rate = Double(judged) / max(Date().timeIntervalSince(start), 1e-3)
    var words = [String(format: "%.1f a second", rate)]
    if rate > 0 { words.append("\(Self.time(Double(total - before - judged) / rate)) left") }
    if let largest = [worst, ratio].compactMap(\.self).max() {
      words.append("worst ratio \(String(format: "%.3g", largest))")
    }
    line.update(before + judged, words.joined(separator: ", "))
  }

  /// Seconds in the unit that suits them.
  static func time(_ seconds: Double) -> String {
    seconds < 120 ? "\(Int(seconds)) s" : seconds < 7200 ? "\(Int(seconds / 60)) min" : "\(Int(seconds / 3600)) h"
  }
}

import DeltaChoiceTape
import DeltaOperators
import DeltaProperties

/// The worst tape of each property, for one operator.
struct Elite {
  private let op: Operator
  private var best: [String: Entry] = [:]

  /// A tape and what it came to.
  private struct Entry {
    let tape: [UInt64]
    let clause: String
    let ratio: Double
    let holds: Bool
    let step: Int
  }

  init(_ op: Operator) { self.op = op }

  /// The tapes, in the order of the properties' names.
  var tapes: [[UInt64]] { best.sorted { $0.key < $1.key }.map(\.value.tape) }
  /// The largest ratio of all.
  var worst: Double { best.values.map(\.ratio).max() ?? 0 }

  /// Judges tapes and keeps for each property what is worse than before.
  mutating func take(_ tapes: [[UInt64]], _ judge: TapeJudge, step: Int) throws {
    var requests: [String: [UInt64]] = [:]
    let drawn = tapes.map { (judge.request($0), $0) }.filter { $0.0.problem.op == op }
    for (request, tape) in drawn { requests[request.id] = tape }
    for finding in try judge.checker.check(drawn.map(\.0)) {
      guard let judgement = finding.judgement, let ratio = judgement.worstRatio else { continue }
      let name = finding.property.name
      guard ratio > best[name]?.ratio ?? 0 else { continue }
      best[name] = Entry(
        tape: requests[finding.request]!, clause: finding.property.clause, ratio: ratio, holds: judgement.holds,
        step: step)
    }
  }

  /// What was found, in the order of the properties' names.
  func cases(_ judge: TapeJudge) -> [WorstCase] {
    best.sorted { $0.key < $1.key }.map { name, entry in
      WorstCase(
        op: op, property: name, clause: entry.clause, ratio: entry.ratio, holds: entry.holds,
        tape: Tape(replaying: entry.tape).text, problem: judge.request(entry.tape).problem, step: entry.step)
    }
  }
}

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

  /// A tape and the problem that it draws.
  typealias Candidate = (tape: [UInt64], request: Request)

  init(_ op: Operator) { self.op = op }

  /// The tapes, in the order of the properties' names.
  var tapes: [[UInt64]] { best.sorted { $0.key < $1.key }.map(\.value.tape) }
  /// The largest ratio of all.
  var worst: Double { best.values.map(\.ratio).max() ?? 0 }

  /// Judges problems and keeps for each property what is worse than before.
  mutating func take(_ candidates: [Candidate], _ judge: TapeJudge, step: Int) throws {
    let tapes = Dictionary(candidates.map { ($0.request.id, $0.tape) }, uniquingKeysWith: { first, _ in first })
    for finding in try judge.checker.check(candidates.map(\.request)) {
      guard let judgement = finding.judgement, let ratio = judgement.worstRatio else { continue }
      let name = finding.property.name
      guard ratio > best[name]?.ratio ?? 0 else { continue }
      best[name] = Entry(
        tape: tapes[finding.request]!, clause: finding.property.clause, ratio: ratio, holds: judgement.holds,
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

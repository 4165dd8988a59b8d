import DeltaCampaignStore
import DeltaChoiceTape
import DeltaConcurrent
import DeltaOperators
import DeltaProperties
import Foundation

/// A campaign whose cases and defects are kept in a store as they come, and that goes on where it stopped (CAMP-1).
///
/// What the store holds in the end depends on neither the number of threads nor on when it was interrupted: cases are judged
/// in any order, and defects are explained round after round, in the order of cases.
public struct StoredCampaign: Sendable {
  let campaign: FuzzCampaign
  let store: CampaignStore
  private let buffer: CaseBuffer
  /// Cases after which what fails is explained.
  private let round = 512

  /// Goes on with a campaign in its store.
  public init(_ campaign: FuzzCampaign, in store: CampaignStore) throws {
    (self.campaign, self.store) = (campaign, store)
    buffer = CaseBuffer(store)
  }

  /// Judges the cases of some parts that are not there yet, until a moment; false where that came first.
  ///
  /// - Throws: what the subject throws when nothing can be run at all, or ``StoreError`` where something cannot be kept.
  public func run(
    _ parts: [CampaignPart], until end: Date = .distantFuture,
    progress: @escaping @Sendable (_ judged: Int, _ worst: Double?) -> Void = { _, _ in },
    found: (FuzzFailure) -> Void = { _ in }
  ) throws -> Bool {
    do {
      let there = try store.numbers()
      let wanted = CampaignPart.numbers(of: parts)
      var known = try KnownDefects(campaign, store)
      let rounds = Dictionary(grouping: wanted, by: { $0 / round })
      for (_, numbers) in rounds.sorted(by: { $0.key < $1.key }) {
        let missing = numbers.filter { !there.contains($0) }.sorted()
        try judge(missing, until: end, progress)
        guard Date() < end else { return false }
        try known.explain(below: (numbers[0] / round + 1) * round, found)
      }
      return true
    } catch {
      // Where the run is being ended from outside, what the subject says is of no interest any more.
      buffer.waitIfClosed()
      throw error
    }
  }

  /// Keeps what is judged so far and lets nothing else be kept: the process is about to end.
  public func close() { buffer.close() }

  private func judge(
    _ numbers: [Int], until end: Date, _ progress: @escaping @Sendable (Int, Double?) -> Void
  ) throws {
    defer { progress(buffer.count, buffer.worst) }
    guard campaign.checker.subject.prefersBatches else {
      _ = try concurrentMap(numbers.indices, { _ in }) { i in
        guard Date() < end else { return }
        try buffer.add(try rows([numbers[i]]))
        progress(buffer.count, buffer.worst)
      }
      return try buffer.flush()
    }
    for start in stride(from: 0, to: numbers.count, by: 64) where Date() < end {
      try buffer.add(try rows(Array(numbers[start..<min(start + 64, numbers.count)])))
      try buffer.flush()
      progress(buffer.count, buffer.worst)
    }
  }

  /// Draws and judges some cases.
  private func rows(_ numbers: [Int]) throws -> [CaseRow] {
    let drawn = numbers.map(campaign.draw)
    // What shrinking asks later is counted nowhere.
    let counted = CountedSubject(campaign.checker.subject, bases: drawn.map(\.request))
    let findings = try campaign.checker.asking(counted).check(drawn.map(\.request))
    let perCase = findings.count / numbers.count
    return numbers.indices.map { i in
      CaseRow(
        number: numbers[i], op: drawn[i].request.problem.op.name,
        asksGradients: !drawn[i].request.problem.cotangents.isEmpty, tape: Tape(replaying: drawn[i].tape).text,
        findings: findings[i * perCase..<(i + 1) * perCase].compactMap(FindingRow.init),
        adapted: Set(counted.count(of: [drawn[i].request]).adapted?.map(\.conversion) ?? []))
    }
  }
}

extension FindingRow {
  /// What a store keeps of a finding; nil where the property says nothing about the case.
  fileprivate init?(_ finding: Finding) {
    switch finding.result {
    case .outOfDomain, .silenced: return nil
    case .unable: self.init(property: finding.property.name, outcome: .unable, ratio: nil, isCeiling: false)
    case .judged(let judgement):
      self.init(
        property: finding.property.name, outcome: judgement.holds ? .pass : .fail, ratio: judgement.worstRatio,
        isCeiling: judgement.isCeiling)
    }
  }
}

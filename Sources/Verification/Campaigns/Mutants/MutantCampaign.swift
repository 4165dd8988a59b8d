import DeltaInputs
import DeltaMutants
import DeltaOperators
import DeltaProperties
import DeltaRecords
import DeltaScalars

/// Judges the suite by faulty implementations that it must refuse and right ones that it must pass (`Specs/mutants.md`).
///
/// The result does not depend on the number of threads.
public struct MutantCampaign: Sendable {
  /// Seed of the fuzzer's problems.
  public var seed: UInt64 = 1
  /// Problems of the fuzzer for each operator; 0 for none.
  public var fuzzCases = 64
  /// Whether every operator to which a mutant can matter is tried, instead of a few.
  public var usesAllOperators = false
  /// Whether mutants are judged on every request, dead or not.
  public var judgesAll = false
  /// Whether each is tried on its first operator alone, near misses on small requests, and nothing is fuzzed.
  public var isShort = false

  /// Creates a campaign.
  public init() {}

  /// Judges some mutants and near misses; `progress` hears how many trials are over.
  ///
  /// - Throws: what a checker throws.
  public func run(_ mutants: [Mutant], progress: @escaping @Sendable (Int) -> Void = { _ in }) throws -> MutantsRecord {
    try run(mutants, on: bases, progress: progress)
  }

  /// The same on requests of one's own, operator by operator.
  package func run(
    _ mutants: [Mutant], on bases: (Operator) -> [Request], progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) throws -> MutantsRecord {
    let panels = panels(of: mutants)
    var trials: [String: [MutantsRecord.Trial]] = [:]
    var over = 0
    for panel in panels {
      let results = try examine(panel, bases(panel.op))
      for (mutant, trial) in zip(panel.mutants, results) { trials[mutant.id, default: []].append(trial) }
      over += panel.mutants.count
      progress(over)
    }
    return MutantsRecord(
      seed: seed, results: mutants.map { $0.row(trials[$0.id] ?? []) }, properties: Catalogue.all.map(\.name))
  }

  /// How many trials some mutants are: one for each of their operators.
  public func trials(of mutants: [Mutant]) -> Int { mutants.reduce(0) { $0 + operators(of: $1).count } }

  private func operators(of mutant: Mutant) -> [Operator] {
    let all = usesAllOperators ? mutant.relevant : mutant.representatives
    return isShort ? Array(all.prefix(1)) : all
  }

  private func panels(of mutants: [Mutant]) -> [MutantPanel] {
    var profiles: [Profile] = []
    for mutant in mutants where !profiles.contains(mutant.profile) { profiles.append(mutant.profile) }
    return profiles.flatMap { profile in
      Operator.all.compactMap { op in
        let own = mutants.filter { $0.profile == profile && operators(of: $0).contains(op) }
        return own.isEmpty ? nil : MutantPanel(op: op, profile: profile, mutants: own)
      }
    }
  }

  private func examine(_ panel: MutantPanel, _ bases: [Request]) throws -> [MutantsRecord.Trial] {
    let killed = try panel.kills(on: bases, all: judgesAll, nearMisses: isShort ? 8_000 : .max)
    let found = try panel.kills(on: drawn(for: panel.op), all: false)
    return panel.mutants.indices.map { i in
      MutantsRecord.Trial(
        op: panel.op.name, killedBy: killed[i].map(names) ?? [], request: killed[i]?.first?.request,
        reason: killed[i]?.first?.sentence, clauses: killed[i].map(clauses) ?? [],
        fuzzCase: fuzzCases == 0 ? nil : found[i]?.first?.request, fuzzReason: found[i]?.first?.sentence)
    }
  }

  /// The quick suite's requests, the cheapest first: most faults show in any.
  private func bases(_ op: Operator) -> [Request] {
    (Suite.cases(.quick, for: op) + Suite.gradientCases(.quick, for: op)).map(\.request)
      .sorted { ($0.work, $0.id) < ($1.work, $1.id) }
  }

  private func drawn(for op: Operator) -> [Request] {
    let campaign = FuzzCampaign(seed: seed, checker: Checker(VariantSubject(), Tolerance(.fp32)), operators: [op])
    return (0..<(isShort ? 0 : fuzzCases)).map { Request(id: "fuzz-\($0)", problem: campaign.draw($0).request.problem) }
  }

  private func names(_ kills: [MutantPanel.Kill]) -> [String] {
    inOrder(kills.flatMap { $0.findings.map(\.property.name) })
  }

  private func clauses(_ kills: [MutantPanel.Kill]) -> [String] {
    inOrder(kills.flatMap { $0.findings.map(\.property.clause) })
  }

  private func inOrder(_ words: [String]) -> [String] {
    words.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension MutantPanel.Kill {
  /// What the first failing property says.
  fileprivate var sentence: String? {
    for finding in findings {
      if case .judged(let judgement) = finding.result, let reason = judgement.reason {
        return "\(finding.property.clause) \(finding.property.name): \(reason)"
      }
    }
    return nil
  }
}

extension Request {
  /// A measure of what it costs to answer.
  var work: Int {
    let s = problem.shape
    return s.B * s.T * s.HV * s.K * max(s.K, s.V)
  }
}

extension Mutant {
  /// What came of it, as a row of the record.
  fileprivate func row(_ trials: [MutantsRecord.Trial]) -> MutantsRecord.Row {
    MutantsRecord.Row(
      mutant: id, museum: museum, what: what, condition: condition, nearMiss: isNearMiss, profile: profile.name,
      reportedBy: clauses, trials: trials)
  }
}

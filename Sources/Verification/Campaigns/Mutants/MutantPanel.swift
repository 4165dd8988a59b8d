import DeltaConcurrent
import DeltaInputs
import DeltaMutants
import DeltaOperators
import DeltaProperties
import DeltaScalars

/// The mutants of one operator under one profile: all are judged on the same requests.
struct MutantPanel: Sendable {
  let op: Operator
  let profile: Profile
  let mutants: [Mutant]

  /// A mutant's first failing request, and every property that fails on it.
  struct Kill: Sendable {
    let request: String
    let findings: [Finding]
  }

  /// The first request that kills each of some mutants, by their places; those that survive are absent.
  ///
  /// Properties of single requests go first, and relations only to what they leave: most faults need none. With `all` no
  /// mutant is spared the rest after its death, and its kills are those on every request. Near misses are asked no request that is
  /// more work than `limit`.
  ///
  /// - Throws: what a checker throws.
  func kills(on bases: [Request], all: Bool, nearMisses limit: Int = .max) throws -> [Int: [Kill]] {
    var kills: [Int: [Kill]] = [:]
    let passes = all ? [Catalogue.all] : [Catalogue.withoutRelations, Catalogue.all]
    for properties in passes {
      let batch = all ? max(bases.count, 1) : 8
      for start in stride(from: 0, to: bases.count, by: batch) {
        let open = mutants.indices.filter { all || kills[$0] == nil && !isDone($0, properties) }
        guard !open.isEmpty else { break }
        let found = try judge(open, Array(bases[start..<min(start + batch, bases.count)]), properties, limit)
        for (mutant, kill) in found.joined() where all || kills[mutant] == nil {
          kills[mutant, default: []].append(kill)
        }
      }
    }
    return kills
  }

  /// What has to pass everything is judged by everything, once.
  private func isDone(_ mutant: Int, _ properties: [any Property]) -> Bool {
    mutants[mutant].isNearMiss && properties.count < Catalogue.all.count
  }

  /// What fails on some requests, in their order.
  private func judge(
    _ open: [Int], _ bases: [Request], _ properties: [any Property], _ limit: Int
  ) throws -> [[(mutant: Int, kill: Kill)]] {
    try concurrentMap(bases.indices, { _ in }) { i in
      let bench = MutantBench(bases[i], profile)
      let isWhole = properties.count == Catalogue.all.count
      let plain = isWhole ? nil : bench.plainAnswer(VariantSubject())
      return try open.compactMap { mutant in
        if mutants[mutant].isNearMiss && bases[i].work > limit { return nil }
        let subject = mutants[mutant].subject
        if !isWhole {
          if bench.answersAsPlain(subject, plain) { return nil }
          guard try bench.findings(subject, properties).contains(where: \.isViolation) else { return nil }
        }
        let failures = try bench.findings(subject, Catalogue.all).filter(\.isViolation)
        return failures.isEmpty ? nil : (mutant, Kill(request: bases[i].id, findings: failures))
      }
    }
  }
}

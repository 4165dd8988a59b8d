import DeltaCampaigns
import DeltaOperators
import DeltaRecords
import DeltaScalars
import Testing

@testable import DeltaMutants

/// A sample of the score; `conform mutants` is the whole.
@Suite("MUT-2, MUT-3: the score") struct ScoreTests {
  static func short() -> MutantCampaign {
    var campaign = MutantCampaign()
    (campaign.isShort, campaign.fuzzCases) = (true, 0)
    return campaign
  }

  /// Every ninth of those that show on ordinary inputs.
  static let sample = Mutant.faults.filter { $0.condition == nil && $0.profile == .fp32 }.enumerated()
    .filter { $0.offset % 9 == 0 }.map(\.element)

  @Test("MUT-2: a mutant is refused, by a clause that may report it", arguments: sample.indices)
  func killed(i: Int) throws {
    let record = try Self.short().run([Self.sample[i]])
    let trial = try #require(record.results.first?.trials.first)
    #expect(record.summary.killed == 1 && record.conclusion == .pass, "\(record.results)")
    #expect(!Set(trial.clauses).isDisjoint(with: Self.sample[i].clauses), "\(trial)")
    #expect(trial.reason != nil && trial.request != nil)
  }

  static let right = Mutant.nearMisses

  @Test("MUT-3: a near miss passes", arguments: right.indices) func passed(i: Int) throws {
    let mutant = Self.right[i]
    let bases = PlainTests.bases(mutant.representatives[0], every: 7).prefix(5)
    let record = try Self.short().run([mutant], on: { _ in Array(bases) })
    #expect(record.summary.passed == 1 && record.summary.refused == 0, "\(record.results)")
  }

  @Test("a mutant without a fault survives, and a near miss with one is refused: the run fails") func wrong() throws {
    let idle = Mutant(Variant(), "idle", [], "nothing", [], ["PAR-1"], .fp32, nil, [.deltanet])
    let broken = Mutant(Variant(.scaleTwice), "broken", [], "something", [], [], .fp32, nil, [.deltanet])
    let record = try Self.short().run([idle, broken])
    #expect(record.results.map(\.outcome) == [.survived, .refused] && record.conclusion == .fail)
  }

  @Test("the same run gives the same record, however many mutants share it") func deterministic() throws {
    let pair = [try Mutant.named("scale-twice"), try Mutant.named("gain-doubled")]
    let together = try Self.short().run(pair)
    let apart = try pair.map { try Self.short().run([$0]).results[0] }
    #expect(together.results == apart && together.summary.killed == 2)
  }

  @Test("the fuzzer finds a fault, and says on which case") func fuzzed() throws {
    var campaign = Self.short()
    (campaign.isShort, campaign.fuzzCases) = (false, 6)
    let record = try campaign.run([try Mutant.named("scale-twice")], on: { PlainTests.bases($0).suffix(1) })
    #expect(record.results[0].trials.allSatisfy { $0.fuzzCase?.hasPrefix("fuzz-") == true })
    #expect(record.summary.fuzzed == 1)
  }
}

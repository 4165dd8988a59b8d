import DeltaChoiceTape
import DeltaInputs
import DeltaOperators
import DeltaProperties
import DeltaScalars

/// Drives the ratio of an error to its bound up instead of sampling it (CAMP-7).
///
/// An elite of tapes, one for each property that measures: each step changes one of them, or two together, and every
/// property keeps what is worse than its own. One judgement serves all properties. The same seed gives the same result,
/// whatever the number of threads.
public struct WorstCaseSearch: Sendable {
  /// What draws and judges; ratios are measured exactly, and not only bounded.
  let campaign: FuzzCampaign
  /// Problems judged for each operator.
  let steps: Int
  /// The most work that a problem may be, B·T·HV·K·max(K, V); larger ones are passed over.
  let workLimit: Int
  /// Candidates that are made of one elite, and judged together.
  private let brood = 8

  /// Creates a search of so many steps for each operator, among problems of so much work.
  public init(_ campaign: FuzzCampaign, steps: Int, workLimit: Int = .max) {
    let checker = Checker(
      campaign.checker.subject, campaign.checker.tolerance, properties: Self.measuring, exactRatios: true)
    self.campaign = FuzzCampaign(
      seed: campaign.seed, checker: checker, operators: campaign.generator.operators)
    (self.steps, self.workLimit) = (steps, workLimit)
  }

  /// The properties that compare with the reference: the only ones whose ratio says how much of what rounding can do was done.
  static var measuring: [any Property] { Catalogue.all.filter { $0.clause.hasPrefix("PAR-") } }

  /// The worst that was found for each operator and property; `progress` hears the number of judged problems, the operator's worst
  /// ratio, and can ask for what is found so far.
  ///
  /// - Throws: what the subject throws when nothing can be run at all.
  public func run(
    progress: (_ judged: Int, _ worst: Double, _ found: () -> [WorstCase]) -> Void = { _, _, _ in }
  ) throws -> [WorstCase] {
    var (found, judged) = ([WorstCase](), 0)
    for op in campaign.generator.operators {
      var elite = Elite(op)
      var random = SplitMix64(seed: campaign.seed ^ TapeJudge.hash(op.name))
      for start in stride(from: 0, to: steps, by: brood) {
        let candidates = (0..<min(brood, steps - start)).compactMap { _ in candidate(of: op, elite, &random) }
        try elite.take(candidates, campaign.judge, step: start)
        judged += candidates.count
        progress(judged, elite.worst) { found + elite.cases(campaign.judge) }
      }
      found += elite.cases(campaign.judge)
    }
    return found
  }

  /// The next problem that is small enough; nil where a hundred in a row are not.
  private func candidate(of op: Operator, _ elite: Elite, _ random: inout SplitMix64) -> Elite.Candidate? {
    for _ in 0..<100 {
      let tape = TapeMutation.next(elite.tapes, firstOf: place(of: op), &random)
      let request = campaign.judge.request(tape)
      if request.problem.op == op && request.work <= workLimit { return (tape, request) }
    }
    return nil
  }

  private func place(of op: Operator) -> UInt64 {
    UInt64(campaign.generator.operators.firstIndex(of: op)!)
  }
}

/// The worst ratio that was found for an operator and a property: a lower bound of the worst that there is (CAMP-5).
public struct WorstCase: Sendable {
  /// The operator.
  public let op: Operator
  /// The property.
  public let property: String
  /// Its clause.
  public let clause: String
  /// The ratio of an error to its bound.
  public let ratio: Double
  /// Whether the property holds nevertheless.
  public let holds: Bool
  /// The tape that draws the problem.
  public let tape: String
  /// The problem.
  public let problem: Problem
  /// The step at which it was found.
  public let step: Int
}

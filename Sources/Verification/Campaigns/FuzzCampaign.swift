import DeltaChoiceTape
import DeltaInputs
import DeltaOperators
import DeltaProperties
import DeltaRecords

/// Draws problems from tapes, judges a subject on them, and shrinks what fails (`Specs/fuzz.md`).
///
/// The same seed gives the same report, whatever the number of threads.
public struct FuzzCampaign: Sendable {
  /// Seed of the run.
  public let seed: UInt64
  /// What judges.
  public let checker: Checker
  /// What draws.
  public let generator: ProblemGenerator
  /// Defects after which a run stops.
  public let maximumFailures: Int
  /// What shrinking one counterexample may take.
  public let shrinkBudget: ShrinkBudget
  private let batch = 64

  /// Creates a campaign.
  public init(
    seed: UInt64, checker: Checker, operators: [Operator] = Operator.all, maximumFailures: Int = 5,
    shrinkBudget: ShrinkBudget = ShrinkBudget()
  ) {
    (self.seed, self.checker, generator) = (seed, checker, ProblemGenerator(operators: operators))
    (self.maximumFailures, self.shrinkBudget) = (maximumFailures, shrinkBudget)
  }

  /// Draws and judges `cases` problems, or fewer once enough has been found; `progress` sees what is known so far, and `found`
  /// each counterexample at once.
  ///
  /// - Throws: what the subject throws when nothing can be run at all.
  public func run(
    cases: Int, progress: (FuzzReport) -> Void = { _ in }, found: (FuzzFailure) -> Void = { _ in }
  ) throws -> FuzzReport {
    var report = FuzzReport(seed: seed)
    var defects = Defects(judge, shrinkBudget)
    while report.cases < cases, defects.known.count < maximumFailures {
      let count = min(batch, cases - report.cases)
      let drawn = (0..<count).map { draw(report.cases + $0) }
      // What shrinking asks is counted nowhere.
      let counted = CountedSubject(checker.subject, bases: drawn.map(\.request))
      let findings = try checker.asking(counted).check(drawn.map(\.request))
      for made in counted.count.adapted ?? [] { report.adapted[made.conversion, default: 0] += made.requests }
      let perCase = findings.count / count
      let byCase = (0..<count).map { findings[$0 * perCase..<($0 + 1) * perCase] }
      for own in byCase { report.count(own) }
      report.cases += count
      // Before anything is shrunk, which takes long.
      progress(report)
      for ((tape, _), own) in zip(drawn, byCase) {
        for violation in own where violation.isViolation {
          guard defects.known.count < maximumFailures, !defects.isKnown(violation.property, violation.op) else {
            continue
          }
          let (place, isNew) = try defects.explain(violation.property, violation.op, tape: tape)
          report.failures = defects.known
          progress(report)
          if isNew { found(defects.known[place]) }
        }
      }
    }
    report.failures = defects.known
    return report
  }

  /// What is asked for the problem of a tape.
  public func request(of tape: Tape) -> Request { judge.request(tape.choices) }

  /// Judges the problem of one tape.
  ///
  /// - Throws: what the subject throws when nothing can be run at all.
  public func replay(_ tape: Tape) throws -> (problem: Problem, findings: [Finding]) {
    let request = request(of: tape)
    return (request.problem, try checker.check([request]))
  }

  /// The tape and the problem of a case.
  package func draw(_ number: Int) -> (tape: [UInt64], request: Request) {
    // The golden ratio keeps the streams of neighbouring cases apart.
    var tape = Tape(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number) << 20)
    let problem = generator.draw(&tape)
    return (tape.used, judge.request(tape.used, drawing: problem))
  }

  var judge: TapeJudge { TapeJudge(checker: checker, generator: generator) }
}

extension FuzzReport {
  /// Counts the findings of one case.
  fileprivate mutating func count(_ findings: ArraySlice<Finding>) {
    for finding in findings {
      if case .judged(let judgement) = finding.result { count(judgement, of: finding) }
      if case .unable(let reason) = finding.result {
        unable += 1
        unableReasons[reason, default: 0] += 1
      }
    }
    failingCases += findings.contains(where: \.isViolation) ? 1 : 0
    guard !findings.contains(where: { $0.judgement != nil }) else { return }
    silent += 1
    // What comes first, whether there is an answer at all, says why.
    if case .outOfDomain(let reason)? = findings.first?.result { declined[reason, default: 0] += 1 }
  }

  private mutating func count(_ judgement: Judgement, of finding: Finding) {
    judged += 1
    guard let ratio = judgement.worstRatio, ratio > worst?.ratio ?? -1 else { return }
    worst = FuzzRecord.Worst(
      ratio: ratio, ratioIsCeiling: judgement.isCeiling ? true : nil, property: finding.property.name,
      op: finding.op.name)
  }
}

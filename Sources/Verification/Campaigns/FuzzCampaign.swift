import DeltaChoiceTape
import DeltaInputs
import DeltaOperators
import DeltaProperties

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
  /// Counterexamples after which a run stops.
  public let maximumFailures: Int
  /// Evaluations that shrinking one counterexample may take.
  public let shrinkBudget: Int
  private let batch = 64

  /// Creates a campaign.
  public init(
    seed: UInt64, checker: Checker, operators: [Operator] = Operator.all, maximumFailures: Int = 5,
    shrinkBudget: Int = 400
  ) {
    (self.seed, self.checker, generator) = (seed, checker, ProblemGenerator(operators: operators))
    (self.maximumFailures, self.shrinkBudget) = (maximumFailures, shrinkBudget)
  }

  /// Draws and judges `cases` problems, or fewer once enough has been found; `found` sees each counterexample at once.
  ///
  /// - Throws: what the subject throws when nothing can be run at all.
  public func run(
    cases: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }, found: (FuzzFailure) -> Void = { _ in }
  ) throws -> FuzzReport {
    var report = FuzzReport(seed: seed)
    while report.cases < cases, report.failures.count < maximumFailures {
      let count = min(batch, cases - report.cases)
      let drawn = (0..<count).map { draw(report.cases + $0) }
      let findings = try checker.check(drawn.map(\.request))
      let perCase = Dictionary(grouping: findings, by: \.request)
      for (tape, request) in drawn { try record(perCase[request.id] ?? [], tape, &report, found) }
      report.cases += count
      progress(report.cases)
    }
    return report
  }

  /// Judges the problem of one tape.
  ///
  /// - Throws: what the subject throws when nothing can be run at all.
  public func replay(_ tape: Tape) throws -> (problem: Problem, findings: [Finding]) {
    let request = request(tape.choices, "replay")
    return (request.problem, try checker.check([request]))
  }

  /// The tape and the problem of a case.
  package func draw(_ number: Int) -> (tape: [UInt64], request: Request) {
    // The golden ratio keeps the streams of neighbouring cases apart.
    var tape = Tape(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number) << 20)
    let problem = generator.draw(&tape)
    return (tape.used, Request(id: "fuzz-\(number)", problem: problem))
  }

  private func request(_ choices: [UInt64], _ id: String) -> Request {
    var tape = Tape(replaying: choices)
    return Request(id: id, problem: generator.draw(&tape))
  }

  private func record(
    _ findings: [Finding], _ tape: [UInt64], _ report: inout FuzzReport, _ found: (FuzzFailure) -> Void
  ) throws {
    let violations = findings.filter(\.isViolation)
    for finding in findings {
      if case .judged = finding.result { report.judged += 1 }
      if case .unable = finding.result { report.unable += 1 }
    }
    report.failingCases += violations.isEmpty ? 0 : 1
    for violation in violations where report.failures.count < maximumFailures {
      let isKnown = report.failures.contains {
        $0.clause == violation.property.clause && $0.problem.op == violation.op
      }
      guard !isKnown else { continue }
      let failure = try shrink(violation, tape)
      report.failures.append(failure)
      found(failure)
    }
  }

  /// The smallest problem of the same operator on which the same property is violated.
  private func shrink(_ violation: Finding, _ tape: [UInt64]) throws -> FuzzFailure {
    let alone = Checker(checker.subject, checker.tolerance, properties: [violation.property])
    func judgement(_ choices: [UInt64]) -> Judgement? {
      let request = request(choices, "shrink")
      guard request.problem.op == violation.op, let finding = try? alone.check([request]).first,
        case .judged(let judgement) = finding.result, !judgement.holds
      else { return nil }
      return judgement
    }
    var shrinker = Shrinker(budget: shrinkBudget) { judgement($0) != nil }
    let smallest = shrinker.shrink(tape)
    let worst = judgement(smallest)
    return FuzzFailure(
      property: violation.property.name, clause: violation.property.clause,
      reason: worst?.reason ?? "violated once and not again: the subject is not deterministic",
      location: worst?.location, problem: request(smallest, "smallest").problem,
      tape: Tape(replaying: smallest).text, originalTape: Tape(replaying: tape).text,
      evaluations: shrinkBudget - shrinker.budget)
  }
}

import DeltaChoiceTape
import DeltaInputs
import DeltaOperators
import DeltaProperties

/// Draws the problems of tapes and judges a subject on them: what is said of a tape depends on the tape alone.
struct TapeJudge: Sendable {
  let checker: Checker
  let generator: ProblemGenerator

  /// The problem of a tape, named after both: the name seeds the noise of its bounds (TOL-2), so a counterexample that is
  /// judged again, in whatever company, is judged the same way.
  func request(_ choices: [UInt64]) -> Request {
    var tape = Tape(replaying: choices)
    return request(choices, drawing: generator.draw(&tape))
  }

  /// The same where the problem has been drawn already.
  func request(_ choices: [UInt64], drawing problem: Problem) -> Request {
    Request(id: "fuzz-" + Self.digest("\(problem.op) " + Tape(replaying: choices).text), problem: problem)
  }

  /// What one property says about each of some tapes; nil where it holds, says nothing, or the operator is another.
  ///
  /// - Parameter op: the operator that the problem must have.
  func violations(
    _ property: any Property, of op: Operator, on tapes: [[UInt64]]
  ) throws -> [Judgement?] {
    let requests = tapes.map(request)
    let alone = Checker(checker.subject, checker.tolerance, properties: [property])
    let wanted = requests.filter { $0.problem.op == op }
    let findings = try alone.check(wanted)
    let judged = Dictionary(
      zip(wanted, findings).map { ($0.id, $1) }, uniquingKeysWith: { first, _ in first })
    return requests.map { request in
      guard let judgement = judged[request.id]?.judgement, !judgement.holds else { return nil }
      return judgement
    }
  }

  /// FNV-1a of a text.
  static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// Twelve digits of the hash of a text.
  static func digest(_ text: String) -> String {
    let digits = String(hash(text), radix: 16)
    return String((String(repeating: "0", count: 16 - digits.count) + digits).suffix(12))
  }
}

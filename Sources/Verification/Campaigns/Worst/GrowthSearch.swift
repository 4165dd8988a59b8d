import DeltaChoiceTape
import DeltaConcurrent
import DeltaInputs
import DeltaOperators
import DeltaScalars

/// Drives the amplification of the state up, operator by operator (CAMP-8).
///
/// No implementation is asked: what is sought is a property of the recurrence, which the reference evaluates. The same seed gives
/// the same result, whatever the number of threads.
public struct GrowthSearch: Sendable {
  private let generator: ProblemGenerator
  private let seed: UInt64
  private let steps: Int
  /// Candidates that are made of one elite.
  private let brood = 16
  /// Tapes that are kept.
  private let kept = 12

  /// Creates a search of so many steps for each operator.
  public init(operators: [Operator], seed: UInt64, steps: Int) {
    (generator, self.seed, self.steps) = (ProblemGenerator(operators: operators), seed, steps)
  }

  /// The largest that was found for each operator; an operator without is left out.
  public func run(progress: (_ judged: Int, _ largest: Double) -> Void = { _, _ in }) -> [Growth] {
    var (found, judged) = ([Growth](), 0)
    for (place, op) in generator.operators.enumerated() {
      var (elite, random) = ([Growth](), SplitMix64(seed: seed ^ TapeJudge.hash(op.name)))
      for start in stride(from: 0, to: steps, by: brood) {
        let known = elite.map(\.choices)
        let tapes = (0..<min(brood, steps - start)).map { _ in
          TapeMutation.next(known, firstOf: UInt64(place), &random)
        }
        let grown = concurrentMap(0..<tapes.count) { Growth(tapes[$0], generator, op, step: start) }
        // A tape that is no larger brings nothing new.
        for growth in grown.compactMap({ $0 })
        where !elite.contains(where: { $0.amplification == growth.amplification }) {
          elite.append(growth)
        }
        elite = Array(elite.sorted { $0.amplification > $1.amplification }.prefix(kept))
        judged += tapes.count
        progress(judged, elite.first?.amplification ?? 0)
      }
      if let largest = elite.first { found.append(largest) }
    }
    return found
  }
}

/// A problem that amplifies its state: a lower bound of the largest amplification that there is (CAMP-5).
public struct Growth: Sendable {
  /// The operator.
  public let op: Operator
  /// ‖M‖₂ of the product M of a sequence's transitions, from below.
  public let amplification: Double
  /// The root of it that is the growth of one token.
  public let perToken: Double
  /// What is proved to bound it; nil where nothing is.
  public let bound: Double?
  /// The tape whose keys, gains and gates these are.
  public let tape: String
  /// The problem, with values of zero and the identity as its initial state.
  public let problem: Problem
  /// The step at which it was found.
  public let step: Int
  let choices: [UInt64]

  init?(_ choices: [UInt64], _ generator: ProblemGenerator, _ op: Operator, step: Int) {
    var tape = Tape(replaying: choices)
    let drawn = generator.draw(&tape)
    guard drawn.op == op, let found = Amplification(drawn) else { return nil }
    (self.op, amplification, perToken, bound) = (op, found.norm, found.perToken, found.bound)
    (self.tape, problem, self.step, self.choices) = (Tape(replaying: choices).text, found.problem, step, choices)
  }

  /// Whether it is within what is proved.
  public var holds: Bool { bound.map { amplification <= $0 } ?? true }
}

import DeltaChoiceTape
import DeltaOperators
import DeltaProperties
import Foundation

/// The defects found so far, each shrunk once (FUZZ-2, CAMP-3).
///
/// A violation is a sign of a known defect where that one has violated the same clause on the same operator, or where its smallest
/// problem, drawn for the violation's operator, violates the same property.
struct Defects {
  private let judge: TapeJudge
  private let budget: ShrinkBudget
  /// The smallest tapes, in the order found.
  private(set) var known: [FuzzFailure] = []

  init(_ judge: TapeJudge, _ budget: ShrinkBudget, known: [FuzzFailure] = []) {
    (self.judge, self.budget, self.known) = (judge, budget, known)
  }

  /// Whether a violation has been seen, as a defect's own or as another sign of it.
  func isKnown(_ property: any Property, _ op: Operator) -> Bool {
    known.contains { $0.symptoms.contains { $0.property == property.name && $0.op == op } }
  }

  /// Finds the known defect behind a violation, or shrinks a new one; the place of the defect, and whether it is new.
  ///
  /// - Throws: what the subject throws when nothing can be run at all.
  mutating func explain(
    _ property: any Property, _ op: Operator, tape: [UInt64], spending limit: ShrinkBudget? = nil
  ) throws -> (place: Int, isNew: Bool) {
    let symptom = FuzzFailure.Symptom(property: property.name, clause: property.clause, op: op)
    if let place = try place(of: symptom, property) {
      known[place].symptoms.append(symptom)
      return (place, false)
    }
    known.append(try shrink(property, op, tape, limit ?? budget, symptom))
    return (known.count - 1, true)
  }

  /// The known defect of which a violation is a sign.
  private func place(of symptom: FuzzFailure.Symptom, _ property: any Property) throws -> Int? {
    let same = known.firstIndex { $0.symptoms.contains { $0.clause == symptom.clause && $0.op == symptom.op } }
    return try same
      ?? known.firstIndex { failure in
        guard let drawn = drawn(for: symptom.op, like: failure) else { return false }
        return try judge.violations(property, of: symptom.op, on: [drawn])[0] != nil
      }
  }

  /// The smallest tape of a defect with another operator; the first choice says which.
  private func drawn(for op: Operator, like failure: FuzzFailure) -> [UInt64]? {
    guard var choices = try? Tape(text: failure.tape).choices,
      let place = judge.generator.operators.firstIndex(of: op)
    else { return nil }
    if choices.isEmpty { choices = [0] }
    choices[0] = UInt64(place)
    return choices
  }

  /// The smallest problem of the same operator on which the same property is violated.
  private func shrink(
    _ property: any Property, _ op: Operator, _ tape: [UInt64], _ budget: ShrinkBudget, _ symptom: FuzzFailure.Symptom
  ) throws -> FuzzFailure {
    let deadline = Date(timeIntervalSinceNow: budget.seconds)
    var (isLate, refusal) = (false, (any Error)?.none)
    // A subject that likes many at a time is asked a round, and may compile for what it was not asked before; any other a few
    // that the cores share.
    let (judge, inRounds) = (judge, judge.checker.subject.prefersBatches)
    var shrinker = Shrinker(
      budget: budget.evaluations, batch: inRounds ? 32 : 4,
      kind: { inRounds ? AnyHashable(judge.request($0).problem.specialisation) : 0 }
    ) { tapes in
      if isLate || Date() > deadline || refusal != nil {
        isLate = true
        return nil
      }
      do { return try judge.violations(property, of: op, on: tapes).firstIndex { $0 != nil } } catch {
        refusal = error
        return nil
      }
    }
    let smallest = shrinker.shrink(tape)
    if let refusal { throw refusal }
    let worst = try judge.violations(property, of: op, on: [smallest])[0]
    let problem = judge.request(smallest).problem
    return FuzzFailure(
      property: property.name, clause: property.clause,
      reason: worst?.reason ?? "violated once and not again: the subject is not deterministic",
      location: worst?.location, worstRatio: worst?.worstRatio, problem: problem, tape: Tape(replaying: smallest).text,
      originalTape: Tape(replaying: tape).text, evaluations: budget.evaluations - shrinker.budget,
      isMinimal: shrinker.isMinimal && !isLate, symptoms: [symptom])
  }
}

/// What shrinking one counterexample may take.
public struct ShrinkBudget: Hashable, Sendable {
  /// Evaluations at most.
  public var evaluations: Int
  /// Seconds at most.
  ///
  /// Where they end it, the counterexample depends on the machine's speed, and says that it is not minimal.
  public var seconds: Double

  /// Limits both.
  public init(evaluations: Int = 4000, seconds: Double = 60) {
    (self.evaluations, self.seconds) = (evaluations, seconds)
  }
}

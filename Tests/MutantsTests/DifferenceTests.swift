import DeltaInputs
import DeltaOperators
import DeltaProperties
import DeltaScalars
import Testing

@testable import DeltaMutants

/// A mutant is one where it says that it is, and nowhere else.
@Suite("MUT-1, MUT-4: where a mutant matters, and where nothing can tell") struct DifferenceTests {
  /// The catalogue in slices, so that a failing one is soon found and no test is long.
  static let slices = stride(from: 0, to: Mutant.faults.count, by: 12).map { $0 }

  /// Whether a mutant answers a problem otherwise than the sound implementation of its style does.
  static func differs(_ mutant: Mutant, on p: Problem) -> Bool {
    var sound = mutant.variant
    (sound.fault, sound.narrowing, sound.amplitude) = (nil, nil, nil)
    // Where the style is the fault, the sound one is the plain one, or the same form with an inverse that is right.
    if mutant.variant.fault == nil, mutant.variant.amplitude == nil { sound = Variant() }
    if case .doubling(let length) = mutant.variant.style.form { sound.style.form = .inverse(length) }
    let request = Request(id: "difference", problem: p)
    let pair = [mutant.subject, VariantSubject("sound", sound)].flatMap { $0.respond(to: [request, request]) }
    let answers = pair.compactMap { response in
      if case .ok(let outputs) = response { outputs } else { nil }
    }
    return answers.count == 4 && (answers[0] != answers[2] || answers[1] != answers[3])
  }

  @Test("every mutant answers otherwise than the right one on some problem", arguments: slices) func matters(first: Int)
  {
    for mutant in Mutant.faults[first..<min(first + 12, Mutant.faults.count)] {
      for op in mutant.representatives {
        let (hard, usual) = (HardProblem.all(op), PlainTests.bases(op).lazy.map(\.problem))
        let isSeen =
          Self.differs(mutant, on: hard[0]) || usual.contains { Self.differs(mutant, on: $0) }
          || hard.dropFirst().contains { Self.differs(mutant, on: $0) }
        if mutant.id.contains("layout-ignored") {
          // No problem small enough here has the other layout.
          withKnownIssue("not asked", isIntermittent: true) { #expect(isSeen, "\(mutant.id) in \(op)") }
        } else {
          #expect(isSeen, "\(mutant.id) in \(op)")
        }
      }
    }
  }

  @Test("where a fault cannot matter it changes nothing but last bits", arguments: Operator.all)
  func irrelevant(op: Operator) throws {
    let faults = Mutant.faults.filter { $0.irrelevance(to: op) != nil && $0.variant.fault != nil }
    let bases = PlainTests.bases(op, every: 5).prefix(4)
    #expect(!faults.isEmpty && bases.count > 2)
    for base in bases {
      for mutant in faults where Self.differs(mutant, on: base.problem) {
        let found = try Checker(mutant.subject, Tolerance(.fp32), properties: Catalogue.withoutRelations).check([base])
        let violations = found.filter(\.isViolation).map(\.property.name)
        #expect(!found.isEmpty && violations.isEmpty, "\(mutant.id) on \(base.id): \(violations)")
      }
    }
  }
}

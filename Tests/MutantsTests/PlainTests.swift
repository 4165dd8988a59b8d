import DeltaInputs
import DeltaMutants
import DeltaOperators
import DeltaProperties
import DeltaScalars
import Testing

/// The third formulation: right without a fault, in outputs and gradients.
@Suite("MUT-1: the plain implementation") struct PlainTests {
  /// Small requests of the quick suite, with and without gradients, each `every`-th of them.
  static func bases(_ op: Operator, every: Int = 1) -> [Request] {
    (Suite.cases(.quick, for: op) + Suite.gradientCases(.quick, for: op)).map(\.request)
      .filter { work($0) <= 80_000 }.enumerated().filter { $0.offset % every == 0 }.map(\.element)
      .sorted { (work($0), $0.id) < (work($1), $1.id) }
  }

  static func work(_ base: Request) -> Int {
    let s = base.problem.shape
    return s.B * s.T * s.HV * s.K * max(s.K, s.V)
  }

  @Test("it agrees with the reference on every operator, gradients and options included", arguments: Operator.all)
  func sound(op: Operator) throws {
    let bases = Self.bases(op, every: 2)
    #expect(bases.count > 15 && bases.contains { !$0.problem.cotangents.isEmpty })
    let checker = Checker(VariantSubject(), Tolerance(.fp32), properties: Catalogue.withoutRelations)
    let findings = try checker.check(bases)
    let failures = findings.filter(\.isViolation).map { "\($0.property.name) on \($0.request): \($0.result)" }
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("relations hold of it", arguments: Operator.all) func related(op: Operator) throws {
    let bases = Self.bases(op).filter { $0.problem.cotangents.isEmpty }.enumerated().filter { $0.offset % 9 == 4 }
    let findings = try Checker(VariantSubject(), Tolerance(.fp32)).check(bases.map(\.element))
    #expect(!findings.isEmpty && findings.filter(\.isViolation).isEmpty)
  }
}

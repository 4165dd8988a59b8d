import Generators
import Mutants
import Operators
import Scalars
import Testing

@testable import Properties

/// The suite's own test: a third formulation passes, and every planted fault is reported.
@Suite("Mutants") struct MutantTests {
  /// What the outputs should be does not depend on who computes them.
  static let oracle = Oracle(Tolerance(.fp32))

  static func failures(_ subject: MutantSubject, _ op: Operator) throws -> [Verdict] {
    let bases = Suite.cases(.quick, for: op).filter { $0.problem.shape.K <= 24 }.map {
      Request(id: $0.id, problem: $0.problem)
    }
    let checker = Checker(subject, oracle.tolerance, sharing: oracle)
    let verdicts = Verdict.summarising(try checker.check(bases))
    return verdicts.filter { $0.outcome == .fail || $0.outcome == .unable }
  }

  @Test("the sound plain implementation passes all that applies", arguments: Operator.core)
  func sound(op: Operator) throws {
    let failures = try Self.failures(MutantSubject(nil), op)
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test("every fault is reported", arguments: Fault.allCases) func killed(fault: Fault) throws {
    // PKDA has every input that a fault can touch; two faults need the scalar gate's own paths.
    let failures = try Self.failures(MutantSubject(fault), try .named("pkda"))
    #expect(!failures.isEmpty, "\(fault.rawValue) survived")
  }
}

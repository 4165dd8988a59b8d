import DeltaInputs
import DeltaOperators
import DeltaRecords
import DeltaScalars
import Testing

@testable import DeltaMutants
@testable import DeltaProperties

/// The suite's own test: a third formulation passes, and every planted fault is reported wherever it can matter.
@Suite("Mutants") struct MutantTests {
  /// What the outputs should be does not depend on who computes them.
  static let oracle = Oracle(Tolerance(.fp32))

  /// The small problems of the quick suite, the smallest first: most faults show in any.
  static func bases(_ op: Operator) -> [Request] {
    Suite.cases(.quick, for: op).map { Request(id: $0.id, problem: $0.problem) }
      .filter { work($0) <= 20_000 }.sorted { (work($0), $0.id) < (work($1), $1.id) }
  }

  static func work(_ base: Request) -> Int {
    let s = base.problem.shape
    return s.B * s.T * s.HV * s.K * max(s.K, s.V)
  }

  static func verdicts(_ subject: MutantSubject, _ bases: [Request]) throws -> [Verdict] {
    Verdict.summarising(try Checker(subject, oracle.tolerance, sharing: oracle).check(bases))
  }

  @Test("the sound plain implementation passes all that applies", arguments: Operator.all)
  func sound(op: Operator) throws {
    let verdicts = try Self.verdicts(MutantSubject(nil), Self.bases(op))
    let failures = verdicts.filter { $0.outcome == .fail || $0.outcome == .unable }
    #expect(failures.isEmpty, "\(failures)")
    #expect(verdicts.count { $0.outcome == .pass } >= 10)
  }

  /// A fault in an operator.
  struct Mutant: CustomTestStringConvertible, Sendable {
    let fault: OutputFault
    let op: Operator
    var testDescription: String { "\(fault.rawValue) in \(op)" }
  }

  static let mutants = Operator.all.flatMap { op in OutputFault.allCases.map { Mutant(fault: $0, op: op) } }

  @Test("every fault is reported", arguments: mutants.filter { $0.fault.irrelevance(to: $0.op) == nil })
  func killed(mutant: Mutant) throws {
    // The first base request that shows the fault is enough.
    let isKilled = try Self.bases(mutant.op).contains { base in
      try Self.verdicts(MutantSubject(mutant.fault), [base]).contains { $0.outcome == .fail }
    }
    #expect(isKilled, "it survived")
  }

  @Test("where a fault cannot matter it says why, and changes nothing", arguments: Operator.all)
  func irrelevant(op: Operator) throws {
    let faults = OutputFault.allCases.filter { $0.irrelevance(to: op) != nil }
    #expect(!faults.isEmpty)
    let bases = Self.bases(op).filter { $0.problem.shape.K <= 16 && $0.problem.settings.options == .standard }
    #expect(bases.count > 10)
    for base in bases {
      var sound = PlainRun(base.problem, nil, chunk: 16)
      let expected = sound.outputs()
      for fault in faults {
        var run = PlainRun(base.problem, fault, chunk: 16)
        #expect(run.outputs() == expected, "\(fault.rawValue) on \(base.id)")
      }
    }
    for fault in faults {
      for verdict in try Self.verdicts(MutantSubject(fault), [bases[0]]) {
        #expect(verdict.outcome == .outOfDomain, "\(fault.rawValue): \(verdict)")
      }
    }
  }

  @Test("every fault matters to some operator", arguments: OutputFault.allCases) func matters(fault: OutputFault) {
    #expect(Operator.all.contains { fault.irrelevance(to: $0) == nil })
  }
}

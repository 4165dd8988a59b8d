import Mutants
import Operators
import Scalars
import Testing

@testable import Properties

/// The suite's own test: a third formulation passes, and every planted fault is reported.
@Suite("Mutants") struct MutantTests {
  @Test("the sound plain implementation passes all that applies", arguments: Operator.all) func sound(op: Operator)
    throws
  {
    let bases = PropertyTests.shapes.enumerated().map {
      Request(id: "\(op)-\($0.offset)", problem: sample(op, $0.element))
    }
    let verdicts = Verdict.summarising(try Checker(MutantSubject(nil), Tolerance(.fp32)).check(bases))
    for verdict in verdicts {
      #expect(verdict.outcome == .pass || verdict.outcome == .outOfDomain, "\(verdict)")
    }
  }
}

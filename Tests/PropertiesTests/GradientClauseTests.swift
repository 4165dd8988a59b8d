import DeltaChunkwise
import DeltaInputs
import DeltaMutants
import DeltaOperators
import DeltaRecords
import DeltaScalars
import Testing

@testable import DeltaProperties

/// The clauses of gradients, each refuted by a fault of its own, and what becomes of a subject that has none.
@Suite("Clauses of gradients") struct GradientClauseTests {
  /// What the gradients should be does not depend on who computes them.
  static let oracle = Oracle(Tolerance(.fp32))

  static func bases(_ op: Operator) -> [Request] {
    Suite.gradientCases(.quick, for: op).map(\.request).filter { $0.problem.shape.K <= 24 }
  }

  static func verdicts(
    _ subject: any Subject, _ op: Operator, properties: [any Property] = Catalogue.all.filter(\.judgesGradients)
  ) throws -> [Verdict] {
    let checker = Checker(subject, oracle.tolerance, properties: properties, sharing: oracle)
    return Verdict.summarising(try checker.check(bases(op)))
  }

  @Test("the built-in gradients pass all that applies", arguments: ["pkda", "gdn", "comba", "mesanet", "retnet"])
  func sound(name: String) throws {
    let verdicts = try Self.verdicts(ChunkwiseSubject(), try .named(name))
    #expect(verdicts.filter { $0.outcome == .fail || $0.outcome == .unable }.isEmpty)
    #expect(verdicts.filter { $0.outcome == .pass }.count > 8)
  }

  @Test(
    "each clause of gradients is refuted by a fault of its own",
    arguments: [
      ("dh0-absent", "WELL-5"), ("dg-nan-at-infinity", "WELL-6"), ("dq-unscaled", "PAR-4"),
      ("dg-of-first-token", "GRAD-5"), ("gradients-clipped", "REL-10"), ("shared-of-last-sequence", "REL-11"),
    ])
  func refuted(fault: String, clause: String) throws {
    // A relation is judged where parity holds, or is not asked about.
    let guarding = Catalogue.all.filter { $0.clause == clause }
    let verdicts = try Self.verdicts(try Mutant.named(fault).subject, .pkda, properties: guarding)
    #expect(verdicts.contains { $0.clause == clause && $0.outcome == .fail }, "\(fault): \(clause) passed")
  }

  @Test("no gradients at all are out of domain, one missing is a failure") func absent() throws {
    struct Forward: Subject {
      let name = "outputs only"
      func respond(to requests: [Request]) -> [Response] {
        requests.map { request in
          var problem = request.problem
          problem.cotangents = [:]
          return .ok(ChunkwiseSubject().evaluate(problem))
        }
      }
    }
    let verdicts = try Self.verdicts(Forward(), .gdn)
    #expect(!verdicts.isEmpty && verdicts.allSatisfy { $0.outcome == .outOfDomain })
    let missing = try Self.verdicts(try Mutant.named("dh0-absent").subject, .gdn)
    #expect(missing.contains { $0.clause == "WELL-5" && $0.outcome == .fail })
  }
}

import DeltaChunkwise
import DeltaInputs
import DeltaMutants
import DeltaOperators
import DeltaRecords
import DeltaScalars
import Testing

@testable import DeltaProperties

/// Gradients that are wrong in one way each, made of a sound implementation: every one must be refused.
@Suite("Mutants of gradients") struct GradientMutantTests {
  /// What the gradients should be does not depend on who computes them.
  static let oracle = Oracle(Tolerance(.fp32))

  static func bases(_ op: Operator) -> [Request] {
    Suite.gradientCases(.quick, for: op).filter { $0.problem.shape.K <= 24 }.map {
      Request(id: $0.id, problem: $0.problem)
    }
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

  @Test("every fault is reported", arguments: GradientFault.allCases) func killed(fault: GradientFault) throws {
    let verdicts = try Self.verdicts(GradientMutant(fault, in: ChunkwiseSubject()), .pkda)
    #expect(verdicts.contains { $0.outcome == .fail }, "\(fault.rawValue) survived")
  }

  @Test(
    "each clause of gradients is refuted by a fault of its own",
    arguments: [
      (GradientFault.stateAbsent, "WELL-5"), (.gateAtInfinity, "WELL-6"), (.queryUnscaled, "PAR-4"),
      (.gateOfFirstToken, "GRAD-5"), (.clipped, "REL-10"), (.sharedNotSummed, "REL-11"),
    ])
  func refuted(fault: GradientFault, clause: String) throws {
    // A relation is judged where parity holds, or is not asked about.
    let guarding = Catalogue.all.filter { $0.clause == clause }
    let verdicts = try Self.verdicts(GradientMutant(fault, in: ChunkwiseSubject()), .pkda, properties: guarding)
    #expect(verdicts.contains { $0.clause == clause && $0.outcome == .fail }, "\(fault.rawValue): \(clause) passed")
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
    let missing = try Self.verdicts(GradientMutant(.stateAbsent, in: ChunkwiseSubject()), .gdn)
    #expect(missing.contains { $0.clause == "WELL-5" && $0.outcome == .fail })
  }
}

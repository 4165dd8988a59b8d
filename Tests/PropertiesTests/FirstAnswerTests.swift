import DeltaChunkwise
import DeltaInputs
import DeltaOperators
import DeltaScalars
import Foundation
import Testing

@testable import DeltaProperties

/// A kernel whose first answer is garbage and every other right: S10 of the museum.
private final class WarmingSubject: Subject, @unchecked Sendable {
  let name = "warming up"
  private let lock = NSLock()
  private var isWarm = false
  private let right = ChunkwiseSubject()

  func respond(to requests: [Request]) throws -> [Response] {
    // Files lie in the order of their names, and `+` comes before `.`.
    let first = lock.withLock { isWarm } ? nil : requests.min { $0.id + ".s" < $1.id + ".s" }?.id
    lock.withLock { isWarm = true }
    return try zip(requests, right.respond(to: requests)).map { request, response in
      guard request.id == first, case .ok(var outputs) = response else { return response }
      for name in request.problem.outputNames {
        outputs[name]!.values = outputs[name]!.values.map { _ in .nan }
      }
      return .ok(outputs)
    }
  }
}

@Suite("WELL-2: no answer goes unlooked at") struct FirstAnswerTests {
  @Test("outputs that nothing compares are numbers all the same", arguments: [Operator.gdn, .pkda]) func derived(
    op: Operator
  ) throws {
    let bases = Suite.gradientCases(.quick, for: op).filter { $0.regime == "cotangents" }.map(\.request)
    #expect(bases.count > 1)
    let findings = try Checker(WarmingSubject(), Tolerance(.fp32)).check(bases)
    let broken = findings.filter(\.isViolation)
    #expect(!broken.isEmpty)
    #expect(broken.contains { $0.judgement?.reason?.contains("which nothing else compares") ?? false })
    #expect(try Checker(ChunkwiseSubject(), Tolerance(.fp32)).check(bases).allSatisfy { !$0.isViolation })
  }

  /// A stream of random bits that NaN values shift: other draws are as right (TOL-8), but a NaN elsewhere is not.
  private struct DrawingSubject: Subject {
    let name = "draws"
    let spreads: Bool

    func respond(to requests: [Request]) throws -> [Response] {
      try zip(requests, ChunkwiseSubject().respond(to: requests)).map { request, response in
        guard case .ok(var outputs) = response, request.isSpoiled else { return response }
        outputs[.o]!.values = outputs[.o]!.values.map { spreads ? .nan : $0 * (1 + 0x1p-12) }
        return .ok(outputs)
      }
    }
  }

  @Test("REL-13: under a profile that rounds at random, others may be drawn again and not spoiled") func drawn() throws
  {
    let profile = Profile(
      name: "random state", input: .bf16, operand: .bf16, accumulator: .fp32, state: .bf16.rounding(.stochastic),
      output: .bf16)
    let base = Suite.cases(.quick, for: .gdn).first { $0.id == "gdn.rows-three" }!.request
    for (spreads, profile, holds) in [
      (false, profile, true), (true, profile, false), (false, Profile.bf16, false),
    ] {
      let findings = try Checker(DrawingSubject(spreads: spreads), Tolerance(profile), properties: [Isolation()]).check(
        [base])
      #expect(findings.count == 1 && findings[0].isViolation == !holds)
    }
  }
}

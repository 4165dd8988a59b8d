import DeltaInputs
import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaProperties

/// Found with kernels of flash-linear-attention: the gate of one channel is all that ⟨G, S⟩ of a row has, and both were stored short.
@Suite("TOL-2: states that the way back reads are stored in the input's format") struct StoredStateTests {
  static func requests(_ op: Operator) -> [Request] {
    ["tail-1", "heads-seventeen", "keys-one-hot-plain", "ordinary-rows-70"].flatMap { name in
      Suite.gradientCases(.quick, for: op).filter { $0.id == "\(op).\(name).gradients" }.map(\.request)
    }
  }

  @Test("it is right", arguments: [Operator.kda, .pkda], [Profile.bf16, .fp16]) func right(
    op: Operator, profile: Profile
  ) throws {
    let requests = Self.requests(op)
    #expect(requests.count == 4)
    let found = try verdicts(SummedSubject(storage: profile.input), profile, requests)
    #expect(found["parity-dg"]?.outcome == .pass && found["parity-dg"]?.traits == nil)
    #expect(!found.values.contains { $0.outcome == .fail || $0.outcome == .unable }, "\(found)")
  }

  @Test(
    "not under a profile whose inputs are float32, nor with a gradient that is off by more",
    arguments: [Profile.bf16, .fp16])
  func wrong(profile: Profile) throws {
    let requests = Self.requests(.pkda)
    #expect(try verdicts(SummedSubject(storage: profile.input), .fp32, requests)["parity-dg"]?.outcome == .fail)
    let off = SummedSubject(storage: profile.input) { _, outputs in
      if let dg = outputs[.dg] { outputs[.dg]!.values = dg.values.map { 1.25 * $0 } }
    }
    #expect(try verdicts(off, profile, requests)["parity-dg"]?.outcome == .fail)
  }
}

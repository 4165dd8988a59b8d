import DeltaInputs
import DeltaOperators
import DeltaRecords
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

  /// One element each, as kernels of flash-linear-attention 0.6.0 returned it on an H200: another's arithmetic, not the model's own.
  static let recorded: [(request: String, element: Int, value: Float, profile: Profile)] = [
    ("tail-1", 3, 0.221084, .fp16), ("heads-seventeen", (17 + 1) * 16 + 12, 0.450861, .fp16),
    ("float32-one-token", 16 + 5, -1.089576, .fp16), ("keys-one-hot-plain", 20 * 16 + 3, 6.9869e-4, .fp16),
    ("heads-seventeen", (17 + 1) * 16 + 12, 0.453931, .bf16), ("keys-one-hot-plain", 20 * 16 + 3, 6.9135e-4, .bf16),
  ]

  @Test("what such kernels returned is right, and a quarter more is not", arguments: recorded.indices)
  func another(_ i: Int) throws {
    let (name, element, value, profile) = Self.recorded[i]
    let request = try #require(
      Suite.gradientCases(.quick, for: .pkda).first { $0.id == "pkda.\(name).gradients" }?.request)
    func verdict(_ value: Float) throws -> Verdict? {
      try verdicts(SummedSubject { _, outputs in outputs[.dg]!.values[element] = value }, profile, [request])[
        "parity-dg"]
    }
    let found = try #require(try verdict(value))
    #expect(found.outcome == .pass && found.traits == nil, "\(found)")
    #expect(try verdict(1.25 * value)?.outcome == .fail)
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

import DeltaInputs
import DeltaOperators
import DeltaRecords
import DeltaRecurrences
import DeltaScalars
import Testing

@testable import DeltaProperties

/// Kernels that form the inverse of I + L first, of few bits, lose what substitution would have taken away again.
@Suite("TOL-17: inverses that are formed first") struct FormedInverseTests {
  /// float16 factors two bits shorter than float16 has them: what blocks of an inverse that are multiplied with each other lose.
  static let shortFactors = Profile(
    name: "short factors", input: .fp16,
    operand: Format(name: "short", precision: 9, minimumExponent: -14, maximumExponent: 15),
    accumulator: .fp32, state: .fp32, output: .fp16, solve: .inverse)

  static func repeated(_ op: String) throws -> [Request] {
    try FoundFormTests.cases(op, "keys-repeated", gradients: true)
  }

  @Test("where keys repeat, the form is found and named, with the bits that it loses", arguments: ["gdn", "kda"])
  func found(op: String) throws {
    let requests = try Self.repeated(op)
    #expect(!requests.isEmpty)
    let kernel = ModelSubject(Self.shortFactors, form: .inverted(chunk: 64))
    let found: [String: Verdict] = try verdicts(kernel, .fp16, requests)
    #expect(!found.values.contains { $0.outcome == .fail || $0.outcome == .unable }, "\(found)")
    let dh0 = try #require(found["parity-dh0"])
    #expect(dh0.traits?.first?.contains("an inverse of I + L formed first, which loses") == true, "\(dh0)")
    // Declared, it is a pass like any other.
    let declared = try verdicts(kernel, .fp16.with(solve: .inverse), requests)["parity-dh0"]
    #expect(declared?.outcome == .pass && declared?.traits == nil)
    // Substitution of as short factors loses nothing of the kind.
    let substituting = ModelSubject(Self.shortFactors.with(solve: .substitution), form: .deferred(chunk: 64))
    let other = try verdicts(substituting, .fp16, requests)["parity-dh0"]
    #expect(other?.outcome == .pass && other?.traits == nil, "\(String(describing: other))")
  }

  @Test("what is no inverse's error still fails", arguments: ["gdn", "kda"])
  func wrong(op: String) throws {
    let requests = try Self.repeated(op)
    for share in [1.02, 0.9] as [Float] {
      let kernel = SpoiltModel(share: share)
      let outcome = try verdicts(kernel, .fp16, requests)["parity-dv"]?.outcome
      #expect(outcome == .fail, "\(share)")
    }
  }

  /// A model of such a kernel whose dv is off by a factor.
  struct SpoiltModel: Subject {
    let name = "spoilt"
    let share: Float
    func respond(to requests: [Request]) throws -> [Response] {
      ModelSubject(.fp16.with(solve: .inverse), form: .inverted(chunk: 64)).respond(to: requests).map { response in
        guard case .ok(var outputs) = response else { return response }
        outputs[.dv]!.values = outputs[.dv]!.values.map { $0 * share }
        return .ok(outputs)
      }
    }
  }
}

import DeltaCampaigns
import DeltaChoiceTape
import DeltaInputs
import DeltaMutants
import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaProperties

/// Exact inside, and handed some tensors in a short format and the others as they are.
struct HandedSubject: Subject {
  let name = "exact, with some narrow inputs"
  let narrow: Set<InputName>
  let format: Format

  func respond(to requests: [Request]) -> [Response] {
    requests.map { request in
      var problem = request.problem
      for name in narrow {
        guard let tensor = problem.inputs[name] else { continue }
        problem.inputs[name] = Tensor(tensor.shape, tensor.values.map { Float(format.rounded(Double($0))) })
      }
      var (exact, outputs) = (Exact<Double>(), Outputs([:]))
      for part in ResponsePart.allCases where !problem.tensors(of: part).isEmpty {
        for (name, values) in part.evaluated(problem, rounding: &exact, forms: [.matrix])[0] {
          outputs.tensors[name.tensor] = Tensor(problem.expectedShape(of: name), values.map(Float.init))
        }
      }
      return .ok(outputs)
    }
  }
}

/// Found by campaigns: the deviations that tensors bring with them may cancel where all come rounded, and not where some do.
@Suite("TOL-2: a kernel that is handed some tensors in a short format, and others as they are") struct HandedInputTests
{
  static let narrow: Set<InputName> = [.q, .k, .v, .beta, .betaATK]

  @Test(
    "it is right",
    arguments: [
      ("pkda", Profile.bf16, 11, "0.64.0.6.0.2.1.0.0.2.0.0.0.0.0.0.0.0.0.0.3.7.7.0.0.3"),
      (
        "gdn", .fp16, 21,
        "0.1.0.7.0.0.0.2.0.0.0.0.1.1.0.0.0.0.2.0.0.0.0.0.0.3.30.7.0.0.0.0.0.15"
      ),
    ] as [(String, Profile, UInt64, String)])
  func some(op: String, profile: Profile, seed: UInt64, tape: String) throws {
    let subject = HandedSubject(narrow: Self.narrow, format: profile.input)
    let campaign = try FuzzCampaign(
      seed: seed, checker: Checker(subject, Tolerance(profile)), operators: [Operator.named(op)])
    let (problem, found) = try campaign.replay(Tape(text: tape))
    #expect(
      Self.narrow.contains { name in
        problem.inputs[name]?.values.contains { !profile.input.contains(Double($0)) } == true
      })
    #expect(found.filter(\.isViolation).map(\.property.name) == [])
  }

  @Test("one tensor in a shorter format than the profile has is not", arguments: [InputName.q, .v]) func tooNarrow(
    name: InputName
  )
    throws
  {
    let subject = HandedSubject(narrow: [name], format: Format.fp16)
    let requests = Suite.cases(.quick, for: .gdn).filter { $0.regime == "float32" }
      .map { Request(id: $0.id, problem: $0.problem) }
    let findings = try Checker(subject, Tolerance(.fp32)).check(requests)
    #expect(findings.contains { $0.isViolation && $0.property.name == "parity-o" })
  }
}

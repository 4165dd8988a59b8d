import DeltaOperators
import DeltaRecords
import DeltaRecurrences
import DeltaScalars

@testable import DeltaProperties

/// The token form and its adjoint run in float32, with the decays and the gate gradients of a form: a sound implementation of
/// that form, with a hook to spoil what it returns.
struct SummedSubject: Subject {
  let name = "float32 in a form"
  var decays = DecayForm.products
  var gateGradients = GateGradientForm.pairs
  var form = StateForm.matrix
  /// What launches write for each other in; nil where nothing is narrower than float32.
  var storage: Format?
  var spoil: @Sendable (Problem, inout Outputs) -> Void = { _, _ in }

  struct Form: Rounding {
    let decays: DecayForm
    let gateGradients: GateGradientForm
    let storage: Format?
    var storesNarrow: Bool { storage != nil }
    func input(_ x: Float, of tensor: Int) -> Float { x }
    func stored(_ x: Float) -> Float { storage.map { Float($0.rounded(Double(x))) } ?? x }
    func operand(_ x: Float) -> Float { x }
    func callAsFunction(_ x: Float) -> Float { x }
    func decay(_ x: Float, logDecay: Double) -> Float { x }
    func state(_ x: Float) -> Float { x }
    func output(_ x: Float) -> Float { x }
  }

  func respond(to requests: [Request]) -> [Response] {
    requests.map { request in
      let problem = request.problem
      var outputs = Outputs([:])
      for part in ResponsePart.allCases where !problem.tensors(of: part).isEmpty {
        var rounding = Form(decays: decays, gateGradients: gateGradients, storage: storage)
        for (name, values) in part.evaluated(problem, rounding: &rounding, forms: [form])[0] {
          outputs.tensors[name.tensor] = Tensor(problem.expectedShape(of: name), values)
        }
      }
      spoil(problem, &outputs)
      return .ok(outputs)
    }
  }
}

/// The verdicts on some requests, by property.
func verdicts(_ subject: some Subject, _ requests: [Request]) throws -> [String: Verdict] {
  try verdicts(subject, .fp32, requests)
}

/// The same under a profile.
func verdicts(_ subject: some Subject, _ profile: Profile, _ requests: [Request]) throws -> [String: Verdict] {
  let findings = try Checker(subject, Tolerance(profile)).check(requests)
  return Dictionary(uniqueKeysWithValues: Verdict.summarising(findings, of: requests).map { ($0.property, $0) })
}

import DeltaOperators
import DeltaRecurrences
import DeltaScalars

/// A kernel of a profile: the reference, with every value really rounded where the profile says that it is (TOL-9).
///
/// It answers what an implementation of that arithmetic might answer, gradients too: it holds under its own profile and
/// leaves the bounds of finer ones.
public struct ModelSubject: Subject {
  /// The arithmetic.
  public let profile: Profile
  /// How it keeps the state: token by token as a matrix, or as a chunk form does.
  public let form: StateForm

  /// Creates the model of a profile.
  public init(_ profile: Profile, form: StateForm = .matrix) { (self.profile, self.form) = (profile, form) }

  /// The name that reports show.
  public var name: String {
    switch form {
    case .matrix: "model of \(profile.name), token by token"
    case .deferred(let chunk): "model of \(profile.name), chunks of \(chunk)"
    case .inverted(let chunk): "model of \(profile.name), chunks of \(chunk), an inverse formed first"
    }
  }

  /// Answers every request; one problem is always rounded the same way, at random or not.
  public func respond(to requests: [Request]) -> [Response] { requests.map { .ok(outputs($0.problem)) } }

  private func outputs(_ problem: Problem) -> Outputs {
    var outputs = Outputs([:])
    for part in ResponsePart.allCases where !problem.tensors(of: part).isEmpty {
      // Gradients are another launch: asking for them does not change the outputs.
      var rounding = ProfileRounding(profile, seed: Oracle.seed("model of a kernel"))
      for (name, values) in part.evaluated(problem, rounding: &rounding, forms: [form])[0] {
        outputs.tensors[name.tensor] = Tensor(problem.expectedShape(of: name), values.map(Float.init))
      }
    }
    return outputs
  }
}

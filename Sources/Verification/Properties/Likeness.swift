import Operators
import Scalars

/// Which arithmetic an implementation's errors look like (`Specs/tolerances.md`, TOL-7).
public struct Likeness: Sendable {
  /// A profile and how the errors compare with what it does.
  public struct Match: Sendable {
    /// The profile.
    public let profile: Profile
    /// Root mean square of the errors of `o` in units of the profile's spread: 1 for an implementation like the model.
    public let typicalRatio: Double
    /// The largest ratio of an error of any output to its bound.
    public let worstRatio: Double
    /// Whether every error is within its bound.
    public var holds: Bool { worstRatio <= 1 }
  }

  /// The profiles in order, finest first.
  public let matches: [Match]
  /// Whether every element of `o` is a bf16 number, which a float32 output would not be by chance.
  public let outputOnBF16Grid: Bool
  /// Whether every element of `o` is an fp16 number.
  public let outputOnFP16Grid: Bool

  /// The finest profile within whose bounds all errors lie.
  public var finest: Match? { matches.first { $0.holds } }

  /// Profiles whose typical error differs from the subject's by less than the allowance, either way: size alone cannot
  /// tell them apart.
  public func indistinguishable(allowance: Double) -> [Profile] {
    matches.filter { $0.holds && $0.typicalRatio * allowance >= 1 && $0.typicalRatio <= allowance }.map(\.profile)
  }

  /// Compares answered requests with each profile.
  ///
  /// - Throws: ``Unanswered`` where an output is absent.
  /// - Complexity: the samples of every profile for every request.
  public init(_ answered: [(Request, Outputs)], profiles: [Profile] = Profile.all) throws(Unanswered) {
    var answers = Answers()
    for (request, outputs) in answered { answers.responses[request.id] = .ok(outputs) }
    var matches: [Match] = []
    for profile in profiles {
      let tolerance = Tolerance(profile)
      var (sum, count, worst) = (0.0, 0, 0.0)
      for (request, _) in answered {
        let expectation = Oracle(tolerance).expectation(request)
        for name in request.problem.outputNames {
          let found = try answers.values(request, name)
          let expected = expectation.reference[name]!
          worst = max(
            worst,
            Deviation(name, found: found, expected: expected, bound: expectation.bound[name]!).worstRatio)
          guard name == .o else { continue }
          for i in found.indices where expectation.spread[.o]![i] > 0 {
            let ratio = (found[i] - expected[i]) / expectation.spread[.o]![i]
            sum += ratio * ratio
            count += 1
          }
        }
      }
      matches.append(
        Match(profile: profile, typicalRatio: (sum / Double(max(count, 1))).squareRoot(), worstRatio: worst))
    }
    self.matches = matches
    let outputs = answered.flatMap { $0.1[.o]?.values ?? [] }.map(Double.init)
    outputOnBF16Grid = !outputs.isEmpty && outputs.allSatisfy(Format.bf16.contains)
    outputOnFP16Grid = !outputs.isEmpty && outputs.allSatisfy(Format.fp16.contains)
  }
}

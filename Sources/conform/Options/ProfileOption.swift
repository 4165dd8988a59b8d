import ArgumentParser
import DeltaExchange
import DeltaMutants
import DeltaRecords
import DeltaScalars
import Foundation

/// The arithmetic that the subject declares.
struct ProfileOption: ParsableArguments {
  @Option(
    help: """
      The arithmetic by which errors are judged: fp32, tf32, fp16, bf16, or a JSON file that says where what is rounded \
      (Examples/bf16-state.json). By default fp32, or what a --mutant claims to be.
      """)
  var profile: String?

  @Option(help: "How decays over several tokens are formed, if not as the profile says: products or cumulative.")
  var decay: DecayForm?

  @Option(help: "How gradients of gates are summed, if not as the profile says: pairs, cumulative or differences.")
  var gateGradients: GateGradientForm?

  @Option(
    help: """
      How the corrections of a chunk are solved, if not as the profile says: substitution, or an inverse that is formed \
      first.
      """)
  var solve: SolveForm?

  /// The profile by which a subject is judged.
  func selected(for source: SubjectOptions? = nil) throws -> Profile {
    let own = profile == nil ? mutant(source)?.profile : nil
    return try (own ?? Profile.named(name(for: source))).with(
      decays: decay, gateGradients: gateGradients, solve: solve)
  }

  /// An implementation of the suite's own says itself which profile it keeps, or breaks.
  private func name(for source: SubjectOptions?) -> String {
    profile ?? mutant(source)?.profile.name ?? Profile.fp32.name
  }

  private func mutant(_ source: SubjectOptions?) -> Mutant? { source?.mutant.flatMap { try? Mutant.named($0) } }

  /// The options as given, for a command that repeats the run.
  func arguments(for source: SubjectOptions) -> [String] {
    (profile == nil && mutant(source) != nil ? [] : ["--profile", name(for: source)])
      + (decay.map { ["--decay", $0.rawValue] } ?? [])
      + (gateGradients.map { ["--gate-gradients", $0.rawValue] } ?? [])
      + (solve.map { ["--solve", $0.rawValue] } ?? [])
  }
}

extension DecayForm: ExpressibleByArgument {}
extension GateGradientForm: ExpressibleByArgument {}
extension SolveForm: ExpressibleByArgument {}

extension Profile {
  /// A built-in profile by its name, or one that a file ending in .json describes.
  static func named(_ name: String) throws -> Profile {
    if let found = Profile.all.first(where: { $0.name == name }) { return found }
    guard name.hasSuffix(".json") else {
      throw Refusal(
        "Unknown profile '\(name)'; the profiles are \(Profile.all.map(\.name).joined(separator: ", ")), and files "
          + "ending in .json.")
    }
    return try ProfileFile.read(URL(fileURLWithPath: name))
  }
}

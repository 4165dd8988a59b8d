import DeltaScalars
import Foundation

/// Profiles that a user writes down: a small JSON file (`Specs/tolerances.md`, TOL-1).
///
///     {"name": "mine", "input": "bf16", "operand": "tf32", "accumulator": "fp32", "state": "bf16:stochastic",
///      "output": "bf16"}
public enum ProfileFile {
  static let places = ["input", "operand", "accumulator", "state", "output"]

  /// The profile that a file describes.
  ///
  /// - Throws: ``ExchangeError`` naming the member that is wrong and the remedy.
  public static func read(_ file: URL) throws(ExchangeError) -> Profile {
    try profile(Array(FileAccess.read(file)), file: file.lastPathComponent)
  }

  /// The profile that a JSON text describes; `file` is what complaints call it.
  static func profile(_ text: [UInt8], file: String) throws(ExchangeError) -> Profile {
    let root: JSONValue
    do { root = try JSONParser.parse(text) } catch {
      throw ExchangeError(file: file, "is not JSON: it \(error.complaint)", remedy: "correct it")
    }
    guard let members = root.object else {
      throw ExchangeError(file: file, "is not a JSON object", remedy: "write {\"name\": …, \"input\": …, …}")
    }
    let fields = Fields(file: file, entry: "profile", members: members)
    try fields.refuseUnknown(["name"] + places + ["preconditionerState", "decay", "gateGradients", "solve"])
    let name = try fields.string("name")
    guard !name.isEmpty, !Profile.all.contains(where: { $0.name == name }) else {
      throw fields.refuse("name", name.isEmpty ? "is empty" : "is '\(name)', a built-in profile", "choose another name")
    }
    var formats: [Format] = []
    for place in places { formats.append(try FormatText.format(fields, place)) }
    guard formats[0].rounding != .stochastic else {
      throw fields.refuse("input", "is stochastic", "a kernel is handed one definite tensor: give nearest or truncate")
    }
    return Profile(
      name: name, input: formats[0], operand: formats[1], accumulator: formats[2], state: formats[3],
      output: formats[4],
      preconditionerState: members["preconditionerState"] == nil
        ? nil : try FormatText.format(fields, "preconditionerState"),
      decays: try fields.choice("decay", default: DecayForm.products),
      gateGradients: try fields.choice("gateGradients", default: GateGradientForm.pairs),
      solve: try fields.choice("solve", default: SolveForm.substitution))
  }
}

import DeltaOperators
import Foundation

/// Responses as files: `<folder>/<id>.safetensors` with the outputs and a JSON string under `response` (EX-4).
public enum ResponseFile {
  private static let statuses = ["ok", "unsupported", "error"]

  /// Writes what a subject made of a request; a missing response is a missing file, so nothing is written for it.
  ///
  /// - Parameters:
  ///   - implementation: names the subject in reports.
  ///   - dtype: the element type it computed in, as it declares it.
  ///   - compact: stores a tensor as BF16 when that loses nothing.
  /// - Throws: ``ExchangeError`` for an id that cannot name a file or an unwritable folder.
  public static func write(
    id: String, _ response: Response, implementation: String, dtype: String = "float32", in folder: URL,
    compact: Bool = false
  ) throws {
    let file = try FileName.url(id, in: folder)
    var tensors: [String: Tensor] = [:]
    let (status, message): (String, String)
    var members: [String: JSONValue] = [:]
    switch response {
    case .ok(let outputs):
      (status, message) = ("ok", "")
      for (name, tensor) in outputs.tensors { tensors[name.exchangeName] = tensor }
      if !outputs.adapted.isEmpty { members["adapted"] = .array(outputs.adapted.map(JSONValue.string)) }
    case .unsupported(let why): (status, message) = ("unsupported", why)
    case .error(let why): (status, message) = ("error", why)
    case .missing: return
    }
    members.merge([
      "schema": .string(Fields.schema("response")), "id": .string(id), "status": .string(status),
      "message": .string(message), "implementation": .string(implementation), "dtype": .string(dtype),
    ]) { $1 }
    let metadata = ["response": JSONValue.object(members).description]
    try FileAccess.write(SafetensorsFile.encode(tensors, metadata: metadata, compact: compact), to: file)
  }

  /// Reads the response to a request; shapes and values are left to the properties that judge them.
  ///
  /// Tensors that were not asked for and members of the JSON that are not known are passed over.
  ///
  /// - Throws: ``ExchangeError`` for a malformed file, another schema, status or id. Source: EX-4, EX-8.
  public static func read(_ file: URL, for request: Request) throws -> Response {
    let contents = try SafetensorsFile(contentsOf: file)
    let fields = try Fields(contents, entry: "response")
    let id = try fields.string("id")
    guard id == request.id else {
      throw fields.refuse("id", "is '\(id)'", "it must be that of the request, '\(request.id)'")
    }
    let (status, message) = (try fields.string("status"), try fields.string("message", default: "").onOneLine)
    switch status {
    case "ok": break
    case "unsupported": return .unsupported(message)
    case "error": return .error(message)
    default: throw fields.refuse("status", "is '\(status)'", "it must be one of \(statuses.joined(separator: ", "))")
    }
    // The file does not say what became of the inputs.
    var outputs = Outputs([:], modifiedInputs: nil)
    outputs.adapted = try fields.strings("adapted").map(\.onOneLine)
    for name in request.problem.outputNames { outputs[name] = try contents.tensor(name.rawValue) }
    for name in request.problem.gradientNames { outputs[name] = try contents.tensor(name.rawValue) }
    return .ok(outputs)
  }
}

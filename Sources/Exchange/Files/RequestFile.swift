import DeltaOperators
import Foundation

/// Requests as files: `<folder>/<id>.safetensors` with the inputs and a JSON string under `request` (EX-3).
public enum RequestFile {
  /// Writes a request; the file is there whole or not at all, and the same request gives the same bytes.
  ///
  /// - Parameter compact: stores a tensor as BF16 when that loses nothing; readers of recorded files know both.
  /// - Throws: ``ExchangeError`` for an id that cannot name a file, an illegal problem or an unwritable folder.
  public static func write(_ request: Request, in folder: URL, compact: Bool = false) throws {
    let file = try FileName.url(request.id, in: folder)
    do { try request.validate() } catch { throw ExchangeError("Request '\(request.id)': \(error)") }
    try FileAccess.write(encode(request, compact: compact), to: file)
  }

  /// The ids of the request files in a folder; none where it cannot be read.
  public static func ids(in folder: URL) -> Set<String> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return Set(names.filter { $0.hasSuffix(".safetensors") }.map { String($0.dropLast(".safetensors".count)) })
  }

  /// The bytes of a request's file.
  ///
  /// Source: EX-2, EX-3.
  public static func encode(_ request: Request, compact: Bool = false) -> Data {
    let tensors = Dictionary(uniqueKeysWithValues: request.problem.tensors.map { ($0.key.exchangeName, $0.value) })
    let description = RequestDescription.encode(request).description
    return SafetensorsFile.encode(tensors, metadata: ["request": description], compact: compact)
  }

  /// Reads a request and validates its problem.
  ///
  /// Members of the JSON that are not known are passed over. A tensor that the operator does not have is refused.
  ///
  /// - Throws: ``ExchangeError`` naming the file, what is wrong and the remedy. Source: EX-3, EX-8.
  public static func read(_ file: URL) throws -> Request {
    let request = try decode(try SafetensorsFile(contentsOf: file))
    guard file.lastPathComponent == request.id + ".safetensors" else {
      throw ExchangeError(
        file: file.relativePath, "holds the request '\(request.id)'",
        remedy: "rename it to '\(request.id).safetensors', because answers are found by name")
    }
    return request
  }

  /// Reads the requests of a folder, or of its subfolder `requests` if it has none of its own, sorted by id.
  ///
  /// - Throws: ``ExchangeError`` for a missing folder or the first malformed file.
  public static func readAll(in folder: URL) throws -> [Request] {
    let inner = folder.appendingPathComponent("requests")
    let names = try FileAccess.safetensors(in: folder)
    if names.isEmpty, FileAccess.isFolder(inner) { return try readAll(in: inner) }
    return try names.map { try read(folder.appendingPathComponent($0)) }.sorted { precedes($0.id, $1.id) }
  }

  /// Reads the bytes of a request's file, whatever it is called.
  ///
  /// - Throws: ``ExchangeError`` where they are malformed.
  public static func decoded(_ bytes: Data) throws(ExchangeError) -> Request {
    try decode(try SafetensorsFile(bytes, named: "request"))
  }

  private static func decode(_ file: SafetensorsFile) throws(ExchangeError) -> Request {
    let description = try RequestDescription(file)
    var problem = Problem(description.op, description.shape, description.settings, inputs: [:])
    for name in file.tensorNames {
      let tensor = try file.tensor(name)!
      if !description.isFloat32Exact, let bad = tensor.values.firstIndex(where: { !$0.isBF16 && !$0.isNaN }) {
        throw ExchangeError(
          file: file.name,
          "holds \(tensor.values[bad]) at \(tensor.index(of: bad)) of tensor '\(name)', which bf16 cannot",
          remedy: "round the inputs or add \"dtype_exact\":\"f32\"")
      }
      switch TensorName(exchangeName: name) {
      case .input(let input): problem.inputs[input] = tensor
      case .cotangent(let output):
        if description.asksForGradients { problem.cotangents[CotangentName(of: output)] = tensor }
      case .output, .gradient, nil:
        throw ExchangeError(
          file: file.name, "holds tensor '\(name)', which no request of version 1 has", remedy: "remove it")
      }
    }
    let request = Request(id: description.id, problem: problem, isSpoiled: description.isSpoiled)
    do { try request.validate() } catch { throw ExchangeError("'\(file.name)': \(error)") }
    try description.checkGradients(problem, file: file.name)
    return request
  }
}

import DeltaInputs
import DeltaOperators
import Foundation

@testable import DeltaExchange

/// A legal request of an operator, all of whose values are bf16 numbers.
func sampleRequest(
  _ op: Operator, id: String = "sample", _ shape: Shape = Shape(T: 3, H: 1, HV: 2, K: 2, V: 3),
  settings: Settings = Settings()
) -> Request {
  var p = Problem(op, shape, settings, inputs: [:])
  for name in p.requiredInputs + p.optionalInputs {
    let expected = p.expectedShape(of: name)
    let values = (0..<expected.reduce(1, *)).map { i -> Float in
      switch name {
      case .g, .gATK: -Float(i) / 8
      case .lambda: Float(1 + i % 7) / 8
      default: Float(i % 7) / 8
      }
    }
    p.inputs[name] = Tensor(expected, values)
    if name == .a0 && op.axes.preconditioner.state.isGram { p[.a0] = p[.a0].dominantGrams() }
  }
  return Request(id: id, problem: p)
}

/// Calls `body` with a folder of its own, which is removed afterwards.
func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("exchange-tests-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The bytes of a request file with its JSON edited.
func edited(_ request: Request, _ edit: (String) -> String) throws -> Data {
  let file = try SafetensorsFile(RequestFile.encode(request), named: "original")
  var tensors: [String: Tensor] = [:]
  for name in file.tensorNames { tensors[name] = try file.tensor(name) }
  return SafetensorsFile.encode(tensors, metadata: ["request": edit(file.metadata["request"]!)])
}

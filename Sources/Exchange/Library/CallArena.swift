import CDeltaConformance
import DeltaOperators
import Foundation

/// The memory of one call of a library: the request as C sees it, and room for what comes back.
final class CallArena {
  /// What the function is handed.
  let request: UnsafeMutablePointer<delta_request>
  private let problem: Problem
  private let inputs: [(name: TensorName, tensor: Tensor)]
  private let wanted: [TensorName]
  private let inputTensors: UnsafeMutablePointer<delta_tensor>
  private let outputTensors: UnsafeMutablePointer<delta_tensor>
  private var owned: [UnsafeMutableRawPointer] = []

  /// Copies a request.
  ///
  /// Outputs hold NaN until they are written, so that an element that is forgotten shows.
  init(_ asked: Request) {
    problem = asked.problem
    inputs = problem.tensors.map { ($0.key, $0.value) }.sorted { $0.name.exchangeName < $1.name.exchangeName }
    wanted = problem.outputNames.map(TensorName.output) + problem.gradientNames.map { .gradient($0.input) }
    request = .allocate(capacity: 1)
    inputTensors = .allocate(capacity: max(inputs.count, 1))
    outputTensors = .allocate(capacity: max(wanted.count, 1))
    for (i, (name, tensor)) in inputs.enumerated() { inputTensors[i] = described(name, tensor) }
    for (i, name) in wanted.enumerated() {
      outputTensors[i] = described(name, Tensor(problem.expectedShape(of: name), repeating: .nan))
    }
    let (s, settings) = (problem.shape, problem.settings)
    request.initialize(
      to: delta_request(
        size: MemoryLayout<delta_request>.size, id: text(asked.id), op: text(problem.op.name), B: Int64(s.B),
        T: Int64(s.T), H: Int64(s.H), HV: Int64(s.HV), K: Int64(s.K), V: Int64(s.V), N: Int64(s.N),
        scale: problem.scale, x: settings.x, eps: settings.eps,
        lower_bound: settings.gate == .lowerBound ? settings.lowerBound : 0, l2norm: text(settings.l2norm.rawValue),
        gate: text(settings.gate.rawValue), state_layout: text(settings.stateLayout.rawValue),
        cu_seqlens: s.cuSeqlens.map { UnsafePointer(copied($0.map(Int64.init))) },
        json: text(RequestDescription.encode(asked).description), input_count: Int32(inputs.count),
        inputs: inputTensors, output_count: Int32(wanted.count), outputs: outputTensors))
  }

  /// What was written.
  var outputs: Outputs {
    var outputs = Outputs([:], modifiedInputs: nil)
    for (i, name) in wanted.enumerated() where outputTensors[i].written != 0 {
      outputs.tensors[name] = tensor(outputTensors[i], problem.expectedShape(of: name))
    }
    return outputs
  }

  /// The inputs that were changed, as they are now.
  var changed: [TensorName: Tensor] {
    var changed: [TensorName: Tensor] = [:]
    for (i, (name, before)) in inputs.enumerated() {
      let now = tensor(inputTensors[i], before.shape)
      // NaN is not equal to itself, and 0 is to −0.
      if !zip(now.values, before.values).allSatisfy({ $0.bitPattern == $1.bitPattern }) { changed[name] = now }
    }
    return changed
  }

  /// Gives the memory back; nothing of it may be used afterwards.
  func free() {
    for pointer in owned { pointer.deallocate() }
    request.deallocate()
    inputTensors.deallocate()
    outputTensors.deallocate()
  }

  private func described(_ name: TensorName, _ tensor: Tensor) -> delta_tensor {
    delta_tensor(
      name: text(name.exchangeName), rank: Int32(tensor.shape.count), written: 0,
      shape: UnsafePointer(copied(tensor.shape.map(Int64.init))), data: copied(tensor.values))
  }

  private func tensor(_ tensor: delta_tensor, _ shape: [Int]) -> Tensor {
    Tensor(shape, Array(UnsafeBufferPointer(start: tensor.data, count: shape.reduce(1, *))))
  }

  private func text(_ string: String) -> UnsafePointer<CChar> { UnsafePointer(copied(Array(string.utf8CString))) }

  private func copied<T>(_ values: [T]) -> UnsafeMutablePointer<T> {
    let place = UnsafeMutablePointer<T>.allocate(capacity: max(values.count, 1))
    place.initialize(from: values, count: values.count)
    owned.append(place)
    return place
  }
}

import DeltaOperators

/// Which head, and which order of a state's axes.
extension Convention {
  static let heads = [
    Convention(
      words: "value heads are tiled over key heads: head j reads key head j mod H instead of j / (HV/H)",
      asked: { p in p.shape.tiledHeads.flatMap { heads in p.edited { $0.gatherValueHeads(heads) } } },
      answered: { outputs, p in p.shape.tiledHeads.map { outputs.gatheringValueHeads($0, p) } ?? outputs })
  ]

  static let layouts = [
    layout("the initial state is read with its last two axes exchanged", reads: true, returns: false),
    layout("the final state is returned with its last two axes exchanged", reads: false, returns: true),
    layout("initial and final states have their last two axes exchanged", reads: true, returns: true),
  ]

  /// Whoever takes rows for columns reads the same buffer, and its gradient lies in that buffer.
  private static func layout(_ words: String, reads: Bool, returns: Bool) -> Convention {
    Convention(
      words: words,
      asked: { p in
        // A vector is the same either way, and without a state there is nothing to be read.
        guard p.shape.K > 1, p.shape.V > 1, !reads || p.inputs[.h0] != nil else { return nil }
        var result = p
        if reads { result.inputs[.h0] = p.inputs[.h0]?.withAxesMistaken }
        if returns { result.cotangents[.ht] = p.cotangents[.ht]?.withAxesMistaken }
        return result
      },
      answered: { outputs, _ in
        var outputs = outputs
        if returns { outputs[.ht] = outputs[.ht]?.withAxesMistaken }
        if reads { outputs[.dh0] = outputs[.dh0]?.withAxesMistaken }
        return outputs
      })
  }
}

extension Shape {
  /// The value heads in the order in which the groups of a tiled implementation hold them; nil where that is their own.
  fileprivate var tiledHeads: [Int]? {
    guard group > 1, H > 1 else { return nil }
    return (0..<H).flatMap { key in (0..<group).map { $0 * H + key } }
  }
}

extension Tensor {
  /// What whoever takes the last two extents for each other finds in the same buffer; shape and buffer size stay.
  fileprivate var withAxesMistaken: Tensor {
    let extents = shape.suffix(2)
    return Tensor(shape.dropLast(2) + extents.reversed(), values).transposingLastAxes()
  }
}

extension Problem {
  fileprivate mutating func gatherValueHeads(_ heads: [Int]) {
    for (name, tensor) in inputs { inputs[name] = gathered(tensor, .input(name), heads) }
    for (name, tensor) in cotangents { cotangents[name] = gathered(tensor, .cotangent(name.output), heads) }
  }

  /// A tensor with its value heads, if it has any, in another order.
  fileprivate func gathered(_ tensor: Tensor, _ name: TensorName, _ heads: [Int]) -> Tensor {
    guard let axis = extents(of: name).firstIndex(of: .valueHead) else { return tensor }
    return tensor.gathering(axis: axis, heads)
  }
}

extension Outputs {
  fileprivate func gatheringValueHeads(_ heads: [Int], _ p: Problem) -> Outputs {
    var result = self
    for (name, tensor) in tensors where tensor.shape == p.expectedShape(of: name) {
      result.tensors[name] = p.gathered(tensor, name, heads)
    }
    return result
  }
}

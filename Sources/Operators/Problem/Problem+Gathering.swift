/// New problems cut from old ones. Each returns a valid problem if the original is valid.
extension Problem {
  /// The entries `indices` along an extent, of every tensor that has it, in their order; entries may repeat.
  ///
  /// Value heads go with their key head and states with their row. Tokens can be gathered where no sequences are packed.
  package func gathering(_ extent: Extent, _ indices: [Int]) -> Problem {
    let (shape, kept) = shape.gathering(extent, indices)
    func gathered(_ name: TensorName, _ tensor: Tensor) -> Tensor {
      var result = tensor
      for (axis, extent) in extents(of: name).enumerated() {
        if let indices = kept[extent] { result = result.gathering(axis: axis, indices) }
      }
      return result
    }
    var result = rebuilt(shape) { gathered(.input($0), $1) }
    for (name, tensor) in cotangents { result.cotangents[name] = gathered(.cotangent(name.output), tensor) }
    return result
  }

  /// The same rows with only some of their tokens, which may repeat; not for packed sequences.
  package func selecting(tokens: [Int]) -> Problem { gathering(.token, tokens) }

  /// One sequence on its own, unpacked.
  package func isolating(_ sequence: Shape.Sequence) -> Problem {
    var result = gathering(.sequence, [sequence.index])
    result.shape.cuSeqlens = nil
    return result
  }

  /// The batch rows in another order; not for packed sequences.
  package func permuting(rows: [Int]) -> Problem { gathering(.batch, rows) }

  /// The key heads in another order, each with its group of value heads.
  package func permuting(keyHeads: [Int]) -> Problem { gathering(.keyHead, keyHeads) }

  /// Some columns of the values: the same problem for each of them.
  package func narrowing(columns: [Int]) -> Problem { gathering(.valueChannel, columns) }

  /// Rebuilds with another shape, transforming every input; cotangents are left out.
  package func rebuilt(_ shape: Shape, _ transform: (InputName, Tensor) -> Tensor) -> Problem {
    var result = Problem(op, shape, settings, inputs: [:])
    for (name, tensor) in inputs { result.inputs[name] = transform(name, tensor) }
    return result
  }

  /// The batch rows one after the other as packed sequences; cotangents are left out.
  package func packing() -> Problem {
    let s = Shape(
      T: shape.B * shape.T, H: shape.H, HV: shape.HV, K: shape.K, V: shape.V,
      cuSeqlens: (0...shape.B).map { $0 * shape.T })
    return rebuilt(s) { name, tensor in
      hasTokens(name) ? Tensor([1, shape.B * shape.T] + tensor.shape[2...], tensor.values) : tensor
    }
  }

  /// The same problem with states in the other layout.
  package func changingLayout() -> Problem {
    var result = self
    result.settings.stateLayout = settings.stateLayout == .kv ? .vk : .kv
    result.inputs[.h0] = inputs[.h0].map { $0.transposingLastAxes() }
    result.cotangents[.ht] = cotangents[.ht].map { $0.transposingLastAxes() }
    return result
  }
}

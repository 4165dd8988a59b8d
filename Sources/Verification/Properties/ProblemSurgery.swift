import DeltaOperators

/// New problems cut from old ones. Each returns a valid problem if the original is valid.
extension Problem {
  /// Rebuilds with another shape, transforming every tensor.
  func rebuilt(_ shape: Shape, _ transform: (InputName, Tensor) -> Tensor) -> Problem {
    var result = Problem(op, shape, settings, inputs: [:])
    for (name, tensor) in inputs { result.inputs[name] = transform(name, tensor) }
    // The default scale depends on K alone, which no surgery changes.
    return result
  }

  /// The same rows with only some of their tokens, which may repeat; not for packed sequences.
  func selecting(tokens: [Int]) -> Problem {
    let s = Shape(B: shape.B, T: tokens.count, H: shape.H, HV: shape.HV, K: shape.K, V: shape.V)
    return rebuilt(s) { hasTokens($0) ? $1.gathering(axis: 1, tokens) : $1 }
  }

  /// One sequence on its own, unpacked.
  func isolating(_ sequence: Shape.Sequence) -> Problem {
    let s = Shape(T: sequence.tokens.count, H: shape.H, HV: shape.HV, K: shape.K, V: shape.V)
    return rebuilt(s) { name, tensor in
      if isState(name) { return tensor.gathering(axis: 0, [sequence.index]) }
      guard hasTokens(name) else { return tensor }
      return tensor.gathering(axis: 0, [sequence.row]).gathering(axis: 1, Array(sequence.tokens))
    }
  }

  /// The batch rows in another order; not for packed sequences.
  func permuting(rows: [Int]) -> Problem {
    rebuilt(shape) { hasTokens($0) || isState($0) ? $1.gathering(axis: 0, rows) : $1 }
  }

  /// The key heads in another order, each with its group of value heads.
  func permuting(keyHeads: [Int]) -> Problem {
    let valueHeads = shape.valueHeads(of: keyHeads)
    return rebuilt(shape) { $1.gathering(axis: headAxis($0), isPerValueHead($0) ? valueHeads : keyHeads) }
  }

  /// Some columns of the values: the same problem for each of them.
  func narrowing(columns: [Int]) -> Problem {
    let s = Shape(
      B: shape.B, T: shape.T, H: shape.H, HV: shape.HV, K: shape.K, V: columns.count, cuSeqlens: shape.cuSeqlens)
    return rebuilt(s) { name, tensor in
      switch name {
      case .v: tensor.gathering(axis: 3, columns)
      case .h0: tensor.gathering(axis: valueAxis(.ht), columns)
      default: tensor
      }
    }
  }

  /// The axis of an output along which the columns of the values lie.
  func valueAxis(_ name: OutputName) -> Int { name == .ht && settings.stateLayout == .vk ? 2 : 3 }

  /// The batch rows one after the other as packed sequences.
  func packing() -> Problem {
    let s = Shape(
      T: shape.B * shape.T, H: shape.H, HV: shape.HV, K: shape.K, V: shape.V,
      cuSeqlens: (0...shape.B).map { $0 * shape.T })
    return rebuilt(s) { name, tensor in
      hasTokens(name) ? Tensor([1, shape.B * shape.T] + tensor.shape[2...], tensor.values) : tensor
    }
  }

  /// The same problem with states in the other layout.
  func changingLayout() -> Problem {
    var result = self
    result.settings.stateLayout = settings.stateLayout == .kv ? .vk : .kv
    result.inputs[.h0] = inputs[.h0].map { $0.transposingLastAxes() }
    return result
  }
}

extension Shape {
  /// The value heads that belong to some key heads, in order.
  func valueHeads(of keyHeads: [Int]) -> [Int] { keyHeads.flatMap { Array($0 * group..<($0 + 1) * group) } }
}

extension Tensor {
  /// The last two axes exchanged.
  func transposingLastAxes() -> Tensor {
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    var result = Tensor(shape.dropLast(2) + [columns, rows], repeating: 0)
    for position in values.indices {
      let (block, within) = (position / (rows * columns), position % (rows * columns))
      result.values[block * rows * columns + within % columns * rows + within / columns] = values[position]
    }
    return result
  }
}

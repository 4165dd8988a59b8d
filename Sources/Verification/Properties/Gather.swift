import Operators

/// The slices of a dense array along one axis, in the order of `indices`: split, permute and repeat are all this.
func gathered<T>(_ values: [T], shape: [Int], axis: Int, _ indices: [Int]) -> [T] {
  let inner = shape[(axis + 1)...].reduce(1, *)
  let outer = shape[..<axis].reduce(1, *)
  var result: [T] = []
  result.reserveCapacity(outer * indices.count * inner)
  for block in 0..<outer {
    for i in indices {
      let start = (block * shape[axis] + i) * inner
      result.append(contentsOf: values[start..<start + inner])
    }
  }
  return result
}

extension Tensor {
  /// The slices along an axis, in the order of `indices`.
  func gathering(axis: Int, _ indices: [Int]) -> Tensor {
    var shape = shape
    let values = gathered(values, shape: shape, axis: axis, indices)
    shape[axis] = indices.count
    return Tensor(shape, values)
  }
}

extension InputName {
  /// Whether the tensor has one entry a token, on axis 1.
  var hasTokens: Bool {
    switch self {
    case .q, .k, .v, .g, .beta, .gATK, .betaATK: true
    case .logATKScale, .h0, .a0: false
    }
  }

  /// The axis of heads.
  var headAxis: Int {
    switch self {
    case .q, .k, .v, .g, .beta, .gATK, .betaATK: 2
    case .logATKScale: 0
    case .h0, .a0: 1
    }
  }

  /// Whether the heads are value heads.
  var isPerValueHead: Bool {
    switch self {
    case .v, .g, .beta, .h0: true
    case .q, .k, .gATK, .betaATK, .logATKScale, .a0: false
    }
  }
}

extension OutputName {
  /// The axis of heads.
  var headAxis: Int { self == .o ? 2 : 1 }
  /// Whether the heads are value heads.
  var isPerValueHead: Bool { self != .at }
}

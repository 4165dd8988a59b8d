extension Shape {
  /// What gathering entries along one extent makes of a shape, and the entries that each extent keeps.
  ///
  /// What depends on the extent moves with it: a key head's group of value heads, a row's sequence, a sequence's tokens.
  package func gathering(_ extent: Extent, _ indices: [Int]) -> (shape: Shape, kept: [Extent: [Int]]) {
    var result = self
    switch extent {
    case .batch where cuSeqlens == nil, .sequence where cuSeqlens == nil:
      result.B = indices.count
      return (result, [.batch: indices, .sequence: indices])
    case .batch: preconditionFailure("Shape: packed sequences lie in one row; gather sequences instead")
    case .sequence:
      let tokens = indices.map { sequences[$0].tokens }
      let boundaries = tokens.reduce(into: [0]) { $0.append($0.last! + $1.count) }
      (result.T, result.cuSeqlens) = (boundaries.last!, boundaries)
      return (result, [.sequence: indices, .token: tokens.flatMap(Array.init)])
    case .token:
      precondition(cuSeqlens == nil, "Shape: tokens belong to packed sequences; gather sequences instead")
      result.T = indices.count
    case .keyHead:
      (result.H, result.HV) = (indices.count, indices.count * group)
      return (result, [.keyHead: indices, .valueHead: valueHeads(of: indices)])
    case .valueHead:
      precondition(group == 1, "Shape: value heads belong to key heads; gather key heads instead")
      return gathering(.keyHead, indices)
    case .keyChannel: result.K = indices.count
    case .valueChannel: result.V = indices.count
    }
    return (result, [extent: indices])
  }

  /// The value heads that belong to some key heads, in order.
  package func valueHeads(of keyHeads: [Int]) -> [Int] { keyHeads.flatMap { Array($0 * group..<($0 + 1) * group) } }
}

/// A dense row-major float32 tensor: what requests and responses are made of.
public struct Tensor: Hashable, Sendable {
  /// Extents, outermost first.
  public let shape: [Int]
  /// Elements, the last axis contiguous.
  public var values: [Float]

  /// Creates a tensor from its elements; their number must be the product of the extents.
  public init(_ shape: [Int], _ values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "Tensor: \(values.count) values for shape \(shape)")
    (self.shape, self.values) = (shape, values)
  }

  /// Creates a tensor of one repeated value.
  public init(_ shape: [Int], repeating value: Float = 0) {
    self.init(shape, [Float](repeating: value, count: shape.reduce(1, *)))
  }

  /// The number of elements.
  public var count: Int { values.count }

  /// The multi-index of a flat position, outermost first.
  public func index(of position: Int) -> [Int] { Self.index(of: position, in: shape) }

  /// The multi-index of a flat position of any tensor of a shape.
  package static func index(of position: Int, in shape: [Int]) -> [Int] {
    var (rest, index) = (position, [Int](repeating: 0, count: shape.count))
    for axis in shape.indices.reversed() where shape[axis] > 0 {
      index[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return index
  }
}

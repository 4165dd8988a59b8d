import DeltaOperators

/// The elements of a tensor in groups that are judged together (TOL-13).
struct Partition: Sendable {
  /// What the elements of a group have in common.
  enum Kind: String, Sendable, CaseIterable {
    /// The tensor.
    case tensor
    /// The head.
    case head
    /// The place in a chunk of 64, from the sequence's first token on.
    case chunkOffset
    /// The channel of the key.
    case keyChannel
    /// The channel of the value.
    case valueChannel
  }

  let kind: Kind
  /// The group of each element.
  let group: [Int32]
  /// How many groups there are.
  let count: Int
}

extension Problem {
  /// The partitions of a tensor of a response: itself, and by head, place in a chunk and channel, where it has them.
  ///
  /// Complexity: linear in the elements.
  func partitions(of tensor: ResponseTensor) -> [Partition] {
    let (axes, extents) = (extents(of: tensor.tensor), expectedShape(of: tensor))
    let size = extents.reduce(1, *)
    var partitions = [Partition(kind: .tensor, group: .init(repeating: 0, count: size), count: 1)]
    for (axis, extent) in axes.enumerated() where extents[axis] > 1 {
      guard let kind = Partition.Kind(extent) else { continue }
      let stride = extents[(axis + 1)...].reduce(1, *)
      if kind == .chunkOffset {
        let offsets = chunkOffsets
        let group = (0..<size).map { offsets[$0 / stride] }
        partitions.append(Partition(kind: kind, group: group, count: min(64, shape.T)))
      } else {
        let group = (0..<size).map { Int32($0 / stride % extents[axis]) }
        partitions.append(Partition(kind: kind, group: group, count: extents[axis]))
      }
    }
    return partitions
  }

  /// The place in a chunk of 64 of each token of each row.
  private var chunkOffsets: [Int32] {
    var offsets = [Int32](repeating: 0, count: shape.B * shape.T)
    for sequence in shape.sequences {
      for t in sequence.tokens { offsets[sequence.row * shape.T + t] = Int32((t - sequence.tokens.lowerBound) % 64) }
    }
    return offsets
  }
}

extension Partition.Kind {
  /// The kind of group that the entries of an axis make; nil for rows and sequences, which are requests of their own.
  fileprivate init?(_ extent: Extent) {
    switch extent {
    case .batch, .sequence: return nil
    case .token: self = .chunkOffset
    case .keyHead, .valueHead: self = .head
    case .keyChannel: self = .keyChannel
    case .valueChannel: self = .valueChannel
    }
  }
}

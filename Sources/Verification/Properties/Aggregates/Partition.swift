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
  /// How many elements each group has.
  let sizes: [Int]
  /// How many groups there are.
  var count: Int { sizes.count }

  /// Groups along one axis: its entries, each of `stride` elements, belong to these groups, over and over.
  fileprivate init(_ kind: Kind, along entries: [Int32], groups: Int, stride: Int, size: Int) {
    var sizes = [Int](repeating: 0, count: groups)
    let rounds = entries.isEmpty || stride == 0 ? 0 : size / (entries.count * stride)
    for entry in entries { sizes[Int(entry)] += rounds * stride }
    group = .init(unsafeUninitializedCapacity: size) { group, filled in
      for _ in 0..<rounds {
        for entry in entries {
          for _ in 0..<stride {
            group[filled] = entry
            filled += 1
          }
        }
      }
    }
    (self.kind, self.sizes) = (kind, sizes)
  }
}

extension Problem {
  /// The partitions of a tensor of a response: itself, and by head, place in a chunk and channel, where it has them.
  ///
  /// Complexity: linear in the elements.
  func partitions(of tensor: ResponseTensor) -> [Partition] {
    let (axes, extents) = (extents(of: tensor.tensor), expectedShape(of: tensor))
    let size = extents.reduce(1, *)
    var partitions = [Partition(.tensor, along: [0], groups: 1, stride: size, size: size)]
    for (axis, extent) in axes.enumerated() where extents[axis] > 1 {
      guard let kind = Partition.Kind(extent) else { continue }
      let stride = extents[(axis + 1)...].reduce(1, *)
      let isToken = kind == .chunkOffset
      partitions.append(
        Partition(
          kind, along: isToken ? chunkOffsets : (0..<Int32(extents[axis])).map(\.self),
          groups: isToken ? min(64, shape.T) : extents[axis], stride: stride, size: size))
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

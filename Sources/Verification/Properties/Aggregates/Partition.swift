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
    /// The half of the channels of a head: what one block of a kernel's grid writes.
    case halfOfChannels
    /// The half of the tokens of a head.
    case halfOfTokens
    /// The sequence of a head, a row of a batch or one of a pack: what one program of a kernel's grid runs through.
    case sequenceOfHead
  }

  let kind: Kind
  /// The groups of the entries of an axis, in turn.
  private let entries: [Int]
  /// How many elements that follow each other have one entry.
  private let stride: Int
  /// How many elements each group has.
  let sizes: [Int]
  /// How many consecutive groups divide a head, where they do.
  private(set) var parts = 1
  /// How many consecutive groups of the halves of channels each group unites; nil where it is added up by itself.
  fileprivate var unites: Int?
  /// How many groups there are.
  var count: Int { sizes.count }

  /// Groups along an axis: of `size` elements, `stride` belong to each of its entries, over and over.
  fileprivate init(_ kind: Kind, along entries: [Int], groups: Int, stride: Int, size: Int) {
    var sizes = [Int](repeating: 0, count: groups)
    if size > 0 { for entry in entries { sizes[entry] += size / entries.count } }
    (self.kind, self.entries, self.stride, self.sizes) = (kind, entries, stride, sizes)
  }

  /// The halves of each head along another axis, the first half of a head before the second.
  fileprivate init(_ kind: Kind, ofHeads head: Int, halving axis: Int, _ extents: [Int]) {
    let (outer, inner) = (min(head, axis), max(head, axis))
    // Where halves are contiguous they are added up as such.
    let run = axis == inner && extents[axis] % 2 == 0 ? extents[axis] / 2 : 1
    let row = extents[(outer + 1)...inner].reduce(1, *)
    let entries = Swift.stride(from: 0, to: extents[outer] * row, by: run).map { position in
      let (first, last) = (position / row, position % extents[inner])
      let (h, i) = head == outer ? (first, last) : (last, first)
      return 2 * h + 2 * i / extents[axis]
    }
    let (groups, size) = (2 * extents[head], extents.reduce(1, *))
    self.init(kind, along: entries, groups: groups, stride: run * extents[(inner + 1)...].reduce(1, *), size: size)
    parts = 2
  }

  /// The sequences of each head, of entries that belong to them in turn and have all heads each.
  fileprivate init(sequences: [Int], of count: Int, heads: Int, stride: Int) {
    let entries = sequences.flatMap { sequence in (0..<heads).map { $0 * count + sequence } }
    self.init(.sequenceOfHead, along: entries, groups: heads * count, stride: stride, size: entries.count * stride)
    parts = count
  }

  /// The group of an element.
  func group(of element: Int) -> Int { entries[element / stride % entries.count] }

  /// Adds up terms, one an element, by groups; those of a group in the order of elements.
  func sums<Term: SIMD>(_ terms: [Term]) -> [Term] where Term.Scalar == Double {
    var sums = [Term](repeating: .zero, count: count)
    var i = 0
    while i < terms.count {
      for entry in entries {
        var sum = sums[entry]
        for term in terms[i..<i + stride] { sum += term }
        sums[entry] = sum
        i += stride
      }
    }
    return sums
  }
}

extension [Partition] {
  /// Adds up terms, one an element, by the groups of each partition; those of whole heads from their halves.
  ///
  /// Complexity: linear in the elements, once for each partition that is no union.
  func sums<Term: SIMD>(_ terms: [Term]) -> [[Term]] where Term.Scalar == Double {
    let own = map { $0.unites == nil ? $0.sums(terms) : [] }
    guard let halves = firstIndex(where: { $0.kind == .halfOfChannels }) else { return own }
    return indices.map { p in
      guard let unites = self[p].unites else { return own[p] }
      return stride(from: 0, to: self[halves].count, by: unites).map { own[halves][$0..<$0 + unites].reduce(.zero, +) }
    }
  }

  /// Takes the sums of the tensor and of its heads from the halves of channels, where these are among the partitions.
  fileprivate func unitingHalves() -> [Partition] {
    guard let halves = first(where: { $0.kind == .halfOfChannels }) else { return self }
    return map { partition in
      var partition = partition
      if partition.kind == .tensor || partition.kind == .head { partition.unites = halves.count / partition.count }
      return partition
    }
  }
}

extension Problem {
  /// The partitions of a tensor of a response: itself, and by head, its halves and sequences, place in a chunk and channel, where
  /// it has them.
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
          kind, along: isToken ? chunkOffsets : Array(0..<extents[axis]),
          groups: isToken ? min(64, shape.T) : extents[axis], stride: stride, size: size))
    }
    return (partitions + halvesOfHeads(axes, extents) + sequencesOfHeads(axes, extents)).unitingHalves()
  }

  /// The halves of the channels of each head, of the value where there are any, and of its tokens.
  private func halvesOfHeads(_ axes: [Extent], _ extents: [Int]) -> [Partition] {
    guard let head = axes.firstIndex(where: \.countsHeads) else { return [] }
    let halved: [(Partition.Kind, axis: Int?)] = [
      (.halfOfChannels, axes.channelAxis), (.halfOfTokens, axes.firstIndex(of: .token)),
    ]
    return halved.compactMap { kind, axis in
      guard let axis, extents[axis] > 1 else { return nil }
      return Partition(kind, ofHeads: head, halving: axis, extents)
    }
  }

  /// The sequences of each head, where there are several; not of more than eight, of which each has too little to say much.
  private func sequencesOfHeads(_ axes: [Extent], _ extents: [Int]) -> [Partition] {
    guard 2...8 ~= shape.N, let head = axes.firstIndex(where: \.countsHeads), head > 0 else { return [] }
    let stride = extents[(head + 1)...].reduce(1, *)
    let sequences = axes[0] == .sequence ? Array(0..<shape.N) : sequenceOfToken
    return [Partition(sequences: sequences, of: shape.N, heads: extents[head], stride: stride)]
  }

  /// The sequence of each token of each row.
  private var sequenceOfToken: [Int] {
    var found = [Int](repeating: 0, count: shape.B * shape.T)
    for sequence in shape.sequences {
      for t in sequence.tokens { found[sequence.row * shape.T + t] = sequence.index }
    }
    return found
  }

  /// The place in a chunk of 64 of each token of each row.
  private var chunkOffsets: [Int] {
    var offsets = [Int](repeating: 0, count: shape.B * shape.T)
    for sequence in shape.sequences {
      for t in sequence.tokens { offsets[sequence.row * shape.T + t] = (t - sequence.tokens.lowerBound) % 64 }
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

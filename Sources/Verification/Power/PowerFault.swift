import DeltaOperators
import DeltaRecords

/// An error of one relative size at one kind of place of a tensor: x becomes x·(1 + δ) there (TOL-14).
struct PowerFault: Sendable {
  /// The tensor that is off.
  let tensor: ResponseTensor
  /// The flat positions that are off.
  private let positions: [Int]

  /// Chooses a place among those that are not zero; nil where the tensor has none of the kind.
  init?(_ place: PowerPlace, of tensor: ResponseTensor, in problem: Problem, values: [Double], seed: UInt64) {
    self.tensor = tensor
    let (shape, extents) = (problem.expectedShape(of: tensor), problem.extents(of: tensor.tensor))
    let nonzero = values.indices.filter { values[$0] != 0 }
    guard !nonzero.isEmpty, let axes = place.fixedAxes(of: extents) else { return nil }
    let halved = place.halvedAxes(of: extents)
    guard halved.allSatisfy({ shape[$0] > 1 }) else { return nil }
    // A place is chosen through one of its elements, so that no empty one is.
    let chosen = Tensor.index(of: nonzero[Int(seed % UInt64(nonzero.count))], in: shape)
    positions = nonzero.filter { position in
      let index = Tensor.index(of: position, in: shape)
      return axes.allSatisfy { index[$0] == chosen[$0] }
        && halved.allSatisfy { 2 * index[$0] / shape[$0] == 2 * chosen[$0] / shape[$0] }
    }
  }

  /// The values with the error in them, as an implementation would return them in a format of float32 or narrower.
  func applied(_ size: Double, to values: [Double]) -> [Double] {
    var values = values
    for i in positions { values[i] *= 1 + size }
    return values
  }
}

extension PowerPlace {
  /// The axes on which all elements of a place have the same coordinate; nil where a tensor has no such place.
  fileprivate func fixedAxes(of extents: [Extent]) -> [Int]? {
    switch self {
    case .everywhere: []
    case .head: extents.firstIndex(where: \.countsHeads).map { [$0] }
    case .halfHead: extents.channelAxis == nil ? nil : Self.head.fixedAxes(of: extents)
    case .token: extents.firstIndex(of: .token).map { Array(0...$0) }
    case .element: Array(extents.indices)
    }
  }

  /// The axes on which all elements of a place lie in the same half.
  fileprivate func halvedAxes(of extents: [Extent]) -> [Int] {
    self == .halfHead ? [extents.channelAxis].compactMap(\.self) : []
  }
}

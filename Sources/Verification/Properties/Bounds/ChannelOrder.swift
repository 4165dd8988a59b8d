import DeltaOperators
import DeltaScalars

/// An order in which the channels of keys and values are summed (TOL-2).
///
/// Kernels sum over channels in many orders: one after the other, in lanes, in halves whose sums are added at the end. Where
/// the terms cancel, partial sums are larger in some than in others. So every eight samples meet the channels in an order of
/// their own: that of a problem with its channels permuted, the answer to which is permuted back.
struct ChannelOrder {
  private let keys, values: [Int]

  /// The order of the samples from `first` on: in lanes of a power of two one time out of two, any order the other.
  init(_ shape: Shape, seed: UInt64, first: Int) {
    var stream = SplitMix64(seed: SplitMix64.mix(seed ^ 0x6F72_6465_72) &+ UInt64(first))
    func order(_ count: Int) -> [Int] {
      if stream.next() >> 63 == 0 {
        let lanes = 1 << Int(stream.next() % 7)
        return (0..<lanes).flatMap { Array(stride(from: $0, to: count, by: lanes)) }
      }
      // Fisher and Yates, written out: the same order whatever the standard library does.
      var order = Array(0..<count)
      for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, Int(stream.next() % UInt64(i + 1))) }
      return order
    }
    (keys, values) = (order(shape.K), order(shape.V))
  }

  /// The positions of a tensor's elements in this order.
  private func positions(_ problem: Problem, _ name: TensorName) -> [Int]? {
    let extents = problem.extents(of: name)
    guard extents.contains(where: { $0 == .keyChannel || $0 == .valueChannel }) else { return nil }
    var result = [0]
    for (extent, count) in zip(extents, problem.expectedShape(of: name)) {
      let order = extent == .keyChannel ? keys : extent == .valueChannel ? values : Array(0..<count)
      result = .init(unsafeUninitializedCapacity: result.count * count) { next, filled in
        for outer in result {
          for i in order {
            next[filled] = outer * count + i
            filled += 1
          }
        }
      }
    }
    return result
  }

  /// The problem with its channels in this order.
  func applied(to problem: Problem) -> Problem {
    func ordered(_ name: TensorName, _ tensor: Tensor) -> Tensor {
      guard let positions = positions(problem, name) else { return tensor }
      return Tensor(tensor.shape, positions.map { tensor.values[$0] })
    }
    var result = problem
    for (name, tensor) in problem.inputs { result.inputs[name] = ordered(.input(name), tensor) }
    for (name, tensor) in problem.cotangents {
      result.cotangents[name] = ordered(.cotangent(name.output), tensor)
    }
    return result
  }

  /// The answers to that problem with their channels where they belong.
  func undone(_ answers: [[ResponseTensor: [Lanes]]], of problem: Problem) -> [[ResponseTensor: [Lanes]]] {
    var known: [ResponseTensor: [Int]?] = [:]
    return answers.map { answer in
      answer.reduce(into: [:]) { result, tensor in
        let positions = known[tensor.key] ?? positions(problem, tensor.key.tensor)
        known[tensor.key] = .some(positions)
        result[tensor.key] = positions.map { tensor.value.scattered(to: $0) } ?? tensor.value
      }
    }
  }
}

extension [Lanes] {
  /// Each element at a position of its own, of as many as there are elements.
  fileprivate func scattered(to positions: [Int]) -> [Lanes] {
    precondition(positions.count == count, "ChannelOrder: \(positions.count) positions for \(count) elements")
    return .init(unsafeUninitializedCapacity: count) { result, filled in
      for i in indices { result.initializeElement(at: positions[i], to: self[i]) }
      filled = count
    }
  }
}

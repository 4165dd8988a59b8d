import Testing

@testable import DeltaOperators

/// CONV-1: slices of a problem along what its axes count.
@Suite("CONV-1: gathering") struct GatheringTests {
  /// A legal problem, all of whose tensors count up, so that every element says where it was.
  static func counting(_ op: Operator, _ shape: Shape, _ layout: StateLayout = .kv) -> Problem {
    var p = Problem(op, shape, Settings(stateLayout: layout), inputs: [:])
    for name in p.requiredInputs + p.optionalInputs { p.inputs[name] = counting(p, .input(name)) }
    for name in p.outputNames { p.cotangents[CotangentName(of: name)] = counting(p, .output(name)) }
    return p
  }

  static func counting(_ p: Problem, _ name: TensorName) -> Tensor {
    let extents = p.expectedShape(of: name)
    return Tensor(extents, (0..<extents.reduce(1, *)).map(Float.init))
  }

  static let rows = Shape(B: 3, T: 4, H: 2, HV: 4, K: 3, V: 5)
  static let packed = Shape(T: 6, H: 2, HV: 4, K: 3, V: 5, cuSeqlens: [0, 2, 2, 6])

  /// Every element of the result is the element of the original at the gathered index, found axis by axis.
  static func agrees(_ p: Problem, _ result: Problem, _ kept: [Extent: [Int]]) -> Bool {
    result.tensors.allSatisfy { name, tensor in
      tensor.shape == result.expectedShape(of: name)
        && tensor.values.indices.allSatisfy { position in
          let original = zip(p.extents(of: name), tensor.index(of: position)).map { kept[$0]?[$1] ?? $1 }
          return tensor.values[position]
            == Float(zip(original, p.expectedShape(of: name)).reduce(0) { $0 * $1.1 + $1.0 })
        }
    }
  }

  @Test("along every extent every tensor keeps its place", arguments: Operator.all, StateLayout.allCases)
  func everyExtent(op: Operator, layout: StateLayout) {
    let p = Self.counting(op, Self.rows, layout)
    for (extent, indices, kept) in [
      (Extent.batch, [2, 0], [.batch: [2, 0], .sequence: [2, 0]]),
      (.sequence, [1], [.batch: [1], .sequence: [1]]), (.token, [3, 1, 1], [.token: [3, 1, 1]]),
      (.keyHead, [1, 0], [.keyHead: [1, 0], .valueHead: [2, 3, 0, 1]]),
      (.keyChannel, [2, 0, 1], [.keyChannel: [2, 0, 1]]),
      (.valueChannel, [4, 4], [.valueChannel: [4, 4]]),
    ] as [(Extent, [Int], [Extent: [Int]])] {
      let result = p.gathering(extent, indices)
      #expect(result.tensors.count == p.tensors.count && result.shape[extent] == indices.count)
      #expect(Self.agrees(p, result, kept), "\(extent)")
      #expect(!Self.agrees(p, result, [:]), "\(extent)")
      #expect(p.gathering(extent, Array(0..<p.shape[extent])) == p)
    }
  }

  @Test("packed sequences keep their tokens, and one alone is unpacked", arguments: Operator.all)
  func sequences(op: Operator) {
    let p = Self.counting(op, Self.packed)
    let result = p.gathering(.sequence, [2, 0])
    #expect(result.shape.cuSeqlens == [0, 4, 6])
    #expect(Self.agrees(p, result, [.sequence: [2, 0], .token: [2, 3, 4, 5, 0, 1]]))
    let alone = p.isolating(p.shape.sequences[2])
    #expect(alone.shape == Shape(T: 4, H: 2, HV: 4, K: 3, V: 5))
    #expect(Self.agrees(p, alone, [.sequence: [2], .token: [2, 3, 4, 5]]))
    #expect(p.isolating(p.shape.sequences[1]).shape.T == 0)
  }

  @Test("states change their layout and back, gradients handed in too", arguments: Operator.all)
  func layout(op: Operator) {
    let p = Self.counting(op, Self.rows)
    let turned = p.changingLayout()
    for (name, tensor) in turned.tensors { #expect(tensor.shape == turned.expectedShape(of: name)) }
    #expect(turned != p && turned.changingLayout() == p)
  }

  @Test("the head of a MesaNet's final state is a value head, that of a diagonal one a key head") func heads() throws {
    let shape = Shape(B: 1, T: 2, H: 1, HV: 2, K: 3, V: 4)
    let (mesanet, pgdn) = (
      Problem(try .named("mesanet"), shape, inputs: [:]), Problem(try .named("pgdn"), shape, inputs: [:])
    )
    #expect(mesanet.coordinates(of: 9 + 5, in: .output(.at)) == [.sequence: 0, .valueHead: 1, .keyChannel: 2])
    #expect(pgdn.coordinates(of: 2, in: .output(.at)) == [.sequence: 0, .keyHead: 0, .keyChannel: 2])
  }

  @Test("coordinates name the token's sequence, and the channel of a value in either layout") func coordinates() throws
  {
    var p = Problem(try .named("gdn"), Self.packed, inputs: [:])
    #expect(
      p.coordinates(of: (3 * 4 + 1) * 5 + 4, in: .output(.o))
        == [.batch: 0, .token: 3, .sequence: 2, .valueHead: 1, .valueChannel: 4])
    #expect(p.coordinates(of: 7, in: .output(.ht)) == [.sequence: 0, .valueHead: 0, .keyChannel: 1, .valueChannel: 2])
    p.settings.stateLayout = .vk
    #expect(
      p.coordinates(of: 7, in: .gradient(.h0)) == [.sequence: 0, .valueHead: 0, .valueChannel: 2, .keyChannel: 1])
  }
}

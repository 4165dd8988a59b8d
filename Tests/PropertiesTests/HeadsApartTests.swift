import DeltaChunkwise
import DeltaOperators
import DeltaScalars
import Testing

@testable import DeltaInputs
@testable import DeltaProperties

/// Queries and keys that are repeated for each value head before a kernel normalises them.
@Suite("TOL-2: heads of a group, each with a query of its own") struct HeadsApartTests {
  /// Three value heads of one key head, whose gradients all but cancel, and queries of which one channel hardly moves.
  static func problem(_ op: Operator, seed: Int) -> Problem {
    var draw = Draw("heads apart \(seed)")
    let shape = Shape(T: 6, H: 1, HV: 3, K: 4, V: 8)
    var problem = Problem(ordinary: op, shape, Settings(), &draw)
    let v = problem[.v].values
    problem[.v].values = v.indices.map { v[$0 - $0 / 8 % 3 * 8] }
    for i in problem[.q].values.indices where i % 4 != 0 { problem[.q].values[i] *= 0x1p-9 }
    for name in problem.gains + [.g] where problem.inputs[name] != nil {
      let (values, width) = (problem[name].values, problem[name].count / 18)
      problem[name].values = values.indices.map { values[$0 - $0 / width % 3 * width] }
    }
    var cotangent = draw.tensor(problem.expectedShape(of: .o), -1...1)
    for i in cotangent.values.indices where i / 8 % 3 == 2 {
      cotangent.values[i] = -(cotangent.values[i - 8] + cotangent.values[i - 16])
    }
    problem.inputs[.h0] = nil
    problem.cotangents = [.o: cotangent]
    return problem
  }

  /// What a kernel without groups makes of it: every value head gets its own copies, and gradients of copies are added up.
  static func answer(_ problem: Problem) throws -> Outputs {
    let (shape, heads) = (problem.shape, Array(repeating: 0, count: 3))
    var apart = problem.rebuilt(Shape(T: shape.T, H: 3, K: shape.K, V: shape.V)) { name, tensor in
      guard let axis = problem.extents(of: .input(name)).firstIndex(of: .keyHead) else { return tensor }
      return tensor.gathering(axis: axis, heads)
    }
    apart.cotangents = problem.cotangents
    guard case .ok(var outputs) = ChunkwiseSubject().respond(to: [Request(id: "apart", problem: apart)])[0] else {
      throw Absent()
    }
    for name in problem.gradientNames {
      let (tensor, key) = (ResponseTensor.gradient(name).tensor, try #require(outputs.tensor(.gradient(name))))
      guard let axis = problem.extents(of: tensor).firstIndex(of: .keyHead) else { continue }
      let parts = (0..<3).map { key.gathering(axis: axis, [$0]) }
      outputs.tensors[tensor] = Tensor(
        parts[0].shape,
        parts[0].values.indices.map { i in parts[0].values[i] + parts[1].values[i] + parts[2].values[i] })
    }
    return outputs
  }

  struct Absent: Error {}

  @Test("holds, forward and backward, where their gradients cancel", arguments: [Operator.deltanet, .gdn], 1...4)
  func cancelling(op: Operator, seed: Int) throws {
    let request = Request(id: "cancelling", problem: Self.problem(op, seed: seed))
    var answers = Answers()
    answers[request] = .ok(try Self.answer(request.problem))
    for property in Parity.gradients where request.problem.tensors(of: .gradients).contains(property.tensor) {
      let judged = try property.judge(Inquiry(request), answers, Oracle(Tolerance(.fp32)))
      #expect(judged.holds, "\(property.name): \(judged.reason ?? "")")
    }
  }
}

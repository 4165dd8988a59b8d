import DeltaConformance
import Foundation
import TokenLoop

/// Hands a problem of the suite to the kernel, one head of one sequence after the other.
///
/// `keyHead` says which key head a value head reads, of how many; there is one right answer, and a popular wrong one.
func tokenLoop(_ problem: Problem, keyHead: (_ valueHead: Int, Shape) -> Int) throws -> Outputs {
  guard problem.op == .gdn else { throw Declined("it is Gated DeltaNet and nothing else") }
  guard problem.settings.gate == .log else { throw Declined("it takes log decays, not raw gates") }
  guard problem.settings.l2norm != .maxEps else { throw Declined("it normalises as kernels do") }
  guard problem.settings.stateLayout == .kv else { throw Declined("its states are [K, V]") }
  let s = problem.shape
  var o = Tensor([s.B, s.T, s.HV, s.V])
  var ht = problem.inputs[.h0] ?? Tensor([s.N, s.HV, s.K, s.V])
  for sequence in s.sequences {
    for head in 0..<s.HV {
      let rows = (sequence.index * s.HV + head) * s.K
      var kernel = GatedDeltaHead(state: (0..<s.K).map { ht.vector(rows + $0) })
      for token in sequence.tokens {
        let row = sequence.row * s.T + token
        let (key, value) = (row * s.H + keyHead(head, s), row * s.HV + head)
        o.setVector(
          value,
          kernel.step(
            q: problem.normalised(problem[.q].vector(key)).map { Float(problem.scale) * $0 },
            k: problem.normalised(problem[.k].vector(key)), v: problem[.v].vector(value),
            decay: exp(problem[.g].values[value]), gain: problem[.beta].values[value]))
      }
      for (i, state) in kernel.state.enumerated() { ht.setVector(rows + i, state) }
    }
  }
  return Outputs([.o: o, .ht: ht])
}

extension Problem {
  /// A key or a query, normalised as the problem asks.
  fileprivate func normalised(_ x: [Float]) -> [Float] {
    guard settings.l2norm == .rsqrtEps else { return x }
    let norm = (x.reduce(1e-6) { $0 + $1 * $1 }).squareRoot()
    return x.map { $0 / norm }
  }
}

extension Tensor {
  /// The vector along the last axis at a position of the others, counted flat.
  fileprivate func vector(_ index: Int) -> [Float] { Array(values[index * shape.last!..<(index + 1) * shape.last!]) }

  fileprivate mutating func setVector(_ index: Int, _ vector: [Float]) {
    values.replaceSubrange(index * vector.count..<(index + 1) * vector.count, with: vector)
  }
}
